/** https://docs.discord.com/developers/topics/permissions#permissions-bitwise-permission-flags */
const RIGHTS = {
  'View Channel': 1n << 10n,
  'Send Messages': 1n << 11n,
  'Embed Links': 1n << 14n,
  'Attach Files': 1n << 15n,
  'Read Message History': 1n << 16n,
  'Create Public Threads': 1n << 35n,
  'Send Messages in Threads': 1n << 38n,
} as const;
export type Right = keyof typeof RIGHTS;

const ADMINISTRATOR = 1n << 3n;
const ALL = ~0n;

/** What a place needs, the first of which without no alert arrives whole. */
export const NEEDED = {
  plain: ['View Channel', 'Send Messages', 'Embed Links', 'Attach Files', 'Read Message History'],
  threads: [
    'View Channel',
    'Send Messages',
    'Embed Links',
    'Create Public Threads',
    'Send Messages in Threads',
    'Attach Files',
    'Read Message History',
  ],
  forum: [
    'View Channel',
    'Send Messages',
    'Embed Links',
    'Send Messages in Threads',
    'Attach Files',
    'Read Message History',
  ],
} as const satisfies Record<string, readonly Right[]>;

/** What a channel says beside the roles; `type` 0 is of a role, 1 of a member. */
export interface Overwrite {
  readonly id: string;
  readonly type: number;
  readonly allow: string;
  readonly deny: string;
}

export interface Standing {
  /** Id of the bot, and of the server, which is that of its role for everybody. */
  readonly bot: string;
  readonly guild: string;
  /** Ids of the bot's roles. */
  readonly mine: readonly string[];
  readonly roles: readonly { readonly id: string; readonly permissions: string }[];
  readonly overwrites: readonly Overwrite[];
}

/** Which of these the bot lacks in a channel: https://docs.discord.com/developers/topics/permissions#permission-overwrites */
export function missingRights(standing: Standing, needed: readonly Right[]): readonly Right[] {
  const rights = rightsOf(standing);
  return needed.filter((name) => (rights & RIGHTS[name]) === 0n);
}

function rightsOf({ bot, guild, mine, roles, overwrites }: Standing): bigint {
  const own = new Set([guild, ...mine]);
  const base = roles
    .filter(({ id }) => own.has(id))
    .reduce((sum, { permissions }) => sum | BigInt(permissions), 0n);
  if ((base & ADMINISTRATOR) !== 0n) return ALL;
  const everyone = overwrites.filter(({ id, type }) => type === 0 && id === guild);
  const ofRoles = overwrites.filter(({ id, type }) => type === 0 && mine.includes(id));
  const ofBot = overwrites.filter(({ id, type }) => type === 1 && id === bot);
  return [everyone, ofRoles, ofBot].reduce(applied, base);
}

/** Of one rank: whatever one allows stands against what another denies. */
function applied(rights: bigint, rank: readonly Overwrite[]): bigint {
  const denied = rank.reduce((sum, { deny }) => sum | BigInt(deny), 0n);
  const allowed = rank.reduce((sum, { allow }) => sum | BigInt(allow), 0n);
  return (rights & ~denied) | allowed;
}
