import type { DiscordAPIError } from 'discord.js';
import { SECOND } from '../../model/time.ts';
import type { Delivery } from '../../notify/channel.ts';

type Library = Pick<
  typeof import('discord.js'),
  'DiscordAPIError' | 'HTTPError' | 'RateLimitError'
>;

/** First wait after an outage; the outbox adds its own back-off. */
const OUTAGE = 2 * SECOND;
/** What only a person can mend, such as the token or a permission; asking often would get the address banned. */
const REFUSED = 60 * SECOND;

/** JSON error codes: https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
const CODE = {
  unknownChannel: 10003,
  unknownMessage: 10008,
  tooManyOldEdits: 30046,
  missingAccess: 50001,
  anotherAuthor: 50005,
  notToThisUser: 50007,
  missingPermissions: 50013,
  invalidRecipient: 50033,
  archivedThread: 50083,
} as const;

/** What people read when the token is wrong or was revoked. */
export const REFUSED_TOKEN =
  'Discord refused the token: put a valid DISCORD_TOKEN into .env and restart';

/** What a failed call means for the message; `channel` is the channel's id. */
export function deliveryFrom(
  error: unknown,
  options: { library: Library; channel: string; editing: boolean },
): Delivery {
  const { library, channel, editing } = options;
  if (error instanceof library.RateLimitError) {
    const after = Math.max(Math.ceil(error.retryAfter), SECOND / 4);
    return { kind: 'retry', after, reason: 'Discord asks to wait (429)' };
  }
  if (error instanceof library.HTTPError) {
    return { kind: 'retry', after: OUTAGE, reason: `Discord answered ${error.status}` };
  }
  if (error instanceof library.DiscordAPIError) return refused(error, channel, editing);
  return { kind: 'retry', after: OUTAGE, reason: `Discord cannot be reached (${why(error)})` };
}

function refused(error: DiscordAPIError, channel: string, editing: boolean): Delivery {
  if (error.status === 401) {
    return { kind: 'retry', after: REFUSED, reason: REFUSED_TOKEN };
  }
  // A refusal without one of Discord's own codes comes from something in between.
  if (typeof error.code !== 'number') {
    return { kind: 'retry', after: REFUSED, reason: `Discord's address answered ${error.status}` };
  }
  const reason = reasonFor(error, channel);
  if (editing && GONE.has(error.code)) return { kind: 'gone', reason };
  // Only a body that Discord does not take stays wrong; a place may be opened, made or unarchived later.
  const never = error.status === 400 && !MENDABLE.has(error.code);
  return never ? { kind: 'rejected', reason } : { kind: 'retry', after: REFUSED, reason };
}

/** Codes of messages that cannot be edited any more. */
const GONE = new Set<number>([CODE.unknownMessage, CODE.anotherAuthor, CODE.archivedThread]);
/** Codes that come with status 400 and still pass. */
const MENDABLE = new Set<number>([CODE.tooManyOldEdits, CODE.archivedThread]);

function reasonFor({ code, message }: DiscordAPIError, channel: string): string {
  switch (code) {
    case CODE.unknownChannel:
      return `Discord has no channel ${channel}: put the id of an existing one into the configuration`;
    case CODE.missingAccess:
    case CODE.missingPermissions:
      return `Discord does not let the bot write in channel ${channel}: grant it View Channel, Send Messages and Embed Links there`;
    case CODE.notToThisUser:
    case CODE.invalidRecipient:
      return `Discord does not let the bot write to ${channel} in private: it must be a person, be in a server that the bot is in, and take messages from its members`;
    default:
      return `Discord refused the message for ${channel}: ${message}`;
  }
}

/** The cause in a few words, without addresses or tokens. */
export function why(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  const code = (error as NodeJS.ErrnoException).code;
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return 'no answer in time';
  return typeof code === 'string' ? code : error.name;
}
