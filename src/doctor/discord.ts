import { SEVERITIES } from '../model/alert.ts';
import type { Examination, Finding } from '../model/finding.ts';
import { bad, fine, warning } from '../model/finding.ts';
import type { Answer, Asking } from './asking.ts';
import { ask, clockFindings } from './asking.ts';
import { missingRights, NEEDED, type Overwrite, type Right } from './discord-rights.ts';

/** https://docs.discord.com/developers/resources/channel#channel-object-channel-types */
const FORUMS: readonly unknown[] = [15, 16];
/** JSON error codes: https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
const MISSING_ACCESS = 50_001;
/** View Channel, Send Messages, Embed Links, Attach Files, Read Message History. */
const PERMISSIONS = 117_760;

export const DISCORD_TOKEN_REPAIR =
  'https://discord.com/developers/applications → your application → Bot → Reset Token: put it into DISCORD_TOKEN of .env, then restart';

export interface DiscordPlace {
  readonly token: string;
  readonly guildId: string | null;
  /** Base address without version. */
  readonly apiUrl: string;
}

export interface DiscordChannel {
  readonly name: string;
  readonly address: string;
  readonly thread: string | null;
  readonly style?: 'forum' | 'threads';
}

export function inviteLink(application: string): string {
  return `https://discord.com/oauth2/authorize?client_id=${application}&scope=bot+applications.commands&permissions=${PERMISSIONS}`;
}

/** Asks one thing of Discord, with the bot's token. */
export function discordCall(asking: Asking, { token, apiUrl }: DiscordPlace) {
  return (method: string, path: string, signal: AbortSignal) =>
    ask(asking, `${apiUrl}/v10${path}`, {
      ...{ method, signal },
      headers: { authorization: `Bot ${token}`, 'user-agent': 'DiscordBot (Tocsin, 1)' },
    });
}

type Call = ReturnType<typeof discordCall>;

/** Whether Discord knows the bot, lets it have commands, and lets it write where messages go. */
export function discordExaminations(
  asking: Asking,
  place: DiscordPlace,
  channels: readonly DiscordChannel[],
): readonly Examination[] {
  const call = discordCall(asking, place);
  return [
    { area: 'discord', name: 'bot', examine: (signal) => theBot(call, place, signal) },
    ...channels.map((channel) => ({
      ...{ area: 'discord' as const, name: `channel ${channel.name}` },
      examine: (signal: AbortSignal) => theChannel(call, { place, channel }, signal),
    })),
  ];
}

async function theBot(
  call: Call,
  { guildId }: DiscordPlace,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const me = await call('GET', '/users/@me', signal);
  if (me.kind === 'unreachable') return [me.finding];
  const clock = clockFindings('Discord', me.ahead);
  if (me.status !== 200) return [refused(me), ...clock];
  const { id, username } = me.json as { id: string; username: string };
  const known = [fine(`Discord knows the token: the bot is ${username}`), ...clock];
  if (guildId === null) return known;
  return [...known, ...(await theCommands(call, { id, guildId }, signal))];
}

async function theCommands(
  call: Call,
  { id, guildId }: { readonly id: string; readonly guildId: string },
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const answer = await call('GET', `/applications/${id}/guilds/${guildId}/commands`, signal);
  if (answer.kind === 'unreachable') return [answer.finding];
  if (answer.status === 200) return [fine('the bot may have slash commands in the server')];
  if (answer.status !== 403 && answer.status !== 404) return [refused(answer)];
  const what = `the bot may have no slash commands in the server ${guildId}, or is not in it`;
  return [bad(what, `open ${inviteLink(id)} and choose that server`)];
}

interface Placed {
  readonly place: DiscordPlace;
  readonly channel: DiscordChannel;
}

async function theChannel(
  call: Call,
  { place, channel }: Placed,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const id = channel.thread ?? channel.address;
  const seen = await call('GET', `/channels/${id}`, signal);
  // That of the bot has said so.
  if (seen.kind === 'unreachable' || seen.status === 401) return [];
  if (seen.status === 404 || seen.status === 403) return [unseen(channel, seen)];
  if (seen.status !== 200) return [refused(seen)];
  return theSeen(call, { place, channel, seen: seen.json as SeenChannel }, signal);
}

async function theSeen(
  call: Call,
  { place, channel, seen }: Placed & { readonly seen: SeenChannel },
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const { type, guild_id: guild, available_tags: tags } = seen;
  if (guild !== undefined && guild !== (place.guildId ?? guild)) return [elsewhere(channel, guild)];
  const isForum = FORUMS.includes(type);
  if (isForum !== (channel.style === 'forum'))
    return [isForum ? aForum(channel) : noForum(channel)];
  const lacking = await theRights(call, { channel, seen }, signal);
  if (lacking !== null) return [lacking];
  return isForum ? [theTags(channel, tags)] : mayWrite(call, channel, signal);
}

function elsewhere(channel: DiscordChannel, guild: string): Finding {
  const what = `channel ${channel.name} (${channel.address}) is in another server than DISCORD_GUILD_ID`;
  return bad(what, `write DISCORD_GUILD_ID=${guild} into .env, or ${idOf(channel)}`);
}

/** Without these an alert does not arrive, or not whole; the others are missed by some messages alone. */
const ESSENTIAL: readonly Right[] = [
  'View Channel',
  'Send Messages',
  'Embed Links',
  'Send Messages in Threads',
];

/** What the bot lacks in a channel; null where that is nothing, or cannot be known. */
async function theRights(
  call: Call,
  { channel, seen }: { readonly channel: DiscordChannel; readonly seen: SeenChannel },
  signal: AbortSignal,
): Promise<Finding | null> {
  const { guild_id: guild, permission_overwrites: overwrites } = seen;
  const me = await call('GET', '/users/@me', signal);
  // Threads have the rights of their channel, which is not asked for here.
  if (guild === undefined || overwrites === undefined || !isGood(me)) return null;
  const { id: bot } = me.json as { id: string };
  const [member, roles] = await Promise.all([
    call('GET', `/guilds/${guild}/members/${bot}`, signal),
    call('GET', `/guilds/${guild}/roles`, signal),
  ]);
  if (!isGood(member) || !isGood(roles)) return null;
  const standing = {
    ...{ bot, guild, overwrites, mine: (member.json as { roles: string[] }).roles },
    roles: roles.json as { id: string; permissions: string }[],
  };
  const missing = missingRights(standing, NEEDED[channel.style ?? 'plain']);
  if (missing.length === 0) return null;
  const names = missing.join(', ');
  const isBad = missing.some((name) => ESSENTIAL.includes(name));
  return (isBad ? bad : warning)(
    `the bot lacks ${names} in channel ${channel.name} (${channel.address})`,
    allowing(names),
  );
}

function isGood(answer: Answer): answer is Extract<Answer, { kind: 'answer' }> {
  return answer.kind === 'answer' && answer.status === 200;
}

function allowing(names: string): string {
  return `Discord: right-click the channel → Edit Channel → Permissions → add the bot → allow ${names}`;
}

interface SeenChannel {
  readonly type: number;
  readonly guild_id?: string;
  readonly available_tags?: readonly { readonly name: string }[];
  readonly permission_overwrites?: readonly Overwrite[];
}

async function mayWrite(
  call: Call,
  channel: DiscordChannel,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const id = channel.thread ?? channel.address;
  // Needs what a message needs, and leaves nothing behind: https://docs.discord.com/developers/resources/channel#trigger-typing-indicator
  const typing = await call('POST', `/channels/${id}/typing`, signal);
  if (typing.kind === 'unreachable') return [typing.finding];
  if (typing.status >= 200 && typing.status < 300) {
    return [fine(`the bot may write in channel ${channel.name}`)];
  }
  if (typing.status !== 403) return [refused(typing)];
  return [
    bad(
      `the bot may not write in channel ${channel.name} (${id})`,
      allowing('View Channel, Send Messages and Embed Links'),
    ),
  ];
}

function unseen(channel: DiscordChannel, answer: Extract<Answer, { kind: 'answer' }>): Finding {
  const id = channel.thread ?? channel.address;
  const { code } = (answer.json ?? {}) as { code?: number };
  if (answer.status === 403 || code === MISSING_ACCESS) {
    return bad(
      `the bot does not see channel ${channel.name} (${id})`,
      allowing('View Channel, Send Messages and Embed Links'),
    );
  }
  return bad(`Discord has no channel ${id}, which ${channel.name} means`, idOf(channel));
}

/** Where the id of a channel is written, and where it is read. */
function idOf({ name, thread }: DiscordChannel): string {
  const variable = {
    discord: 'DISCORD_ALERT_CHANNEL_ID',
    'discord-reports': 'DISCORD_REPORT_CHANNEL_ID',
  }[name];
  const key = `\`channels.${name}.${thread === null ? 'channel' : 'thread'}\` of tocsin.yaml`;
  const setting = variable === undefined ? key : `${variable} of .env`;
  return `Discord: Settings → Advanced → Developer Mode, right-click the channel → Copy Channel ID: write it into ${setting}`;
}

const TAGS = ['firing', 'acknowledged', 'resolved', ...SEVERITIES];

function theTags(channel: DiscordChannel, tags: SeenChannel['available_tags'] = []): Finding {
  const there = new Set(tags.map(({ name }) => name.toLowerCase()));
  const missing = TAGS.filter((name) => !there.has(name));
  if (missing.length === 0) return fine(`forum ${channel.name} has the tags that posts need`);
  return warning(
    `forum ${channel.name} lacks the tags ${missing.join(', ')}`,
    `Discord: right-click the forum → Edit Channel → Tags: add ${missing.join(', ')}; or allow the bot Manage Channels there`,
  );
}

function aForum({ name, address }: DiscordChannel): Finding {
  const what = `channel ${name} (${address}) is a forum: no plain message can stand there`;
  return bad(what, `write \`style: forum\` at \`channels.${name}\``);
}

function noForum({ name }: DiscordChannel): Finding {
  const repair = `leave out \`style: forum\` at \`channels.${name}\`, or write the id of a forum`;
  return bad(`channel ${name} is no forum`, repair);
}

/** Of an answer that is about the bot as a whole. */
function refused({ status, json }: Extract<Answer, { kind: 'answer' }>): Finding {
  if (status === 401) return bad('Discord refuses the token (401)', DISCORD_TOKEN_REPAIR);
  if (status === 429) {
    const { retry_after: seconds = 1 } = (json ?? {}) as { retry_after?: number };
    const what = `Discord asks to wait ${Math.ceil(seconds)} s (429): too much is asked with this token`;
    return warning(what, 'stop other programs that use this token, or wait');
  }
  const what = `Discord answers ${status}`;
  return bad(what, status >= 500 ? 'look at https://discordstatus.com' : 'look at DISCORD_API_URL');
}
