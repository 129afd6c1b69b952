import { z } from 'zod';
import { id } from '../../config/fields.ts';
import { MINUTE, SECOND } from '../../model/time.ts';
import type { Delivery, Outgoing } from '../channel.ts';
import { channelKind } from '../channel-kind.ts';
import { addressSecrets, placeOf, webAddress } from '../keys.ts';
import { type Answer, post } from '../post.ts';
import { reachable } from '../reachable.ts';

const URL_HINT =
  'write the address as Discord shows it, such as https://discord.com/api/webhooks/123/abc';

/** https://docs.discord.com/developers/resources/message#message-object-message-flags */
const SUPPRESS_NOTIFICATIONS = 1 << 12;
/** https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
const UNKNOWN_MESSAGE = 10_008;

const keys = {
  url: webAddress.refine((text) => /\/webhooks\/\d{1,20}\/[\w-]{1,200}$/.test(text), URL_HINT),
  thread: id(/^\d{1,20}$/, 'write the id of the thread').optional(),
  username: z
    .string()
    .regex(/^[^\p{Cc}]{1,80}$/u, 'write at most 80 characters')
    .refine((text) => !/discord|clyde/i.test(text), 'Discord refuses this name')
    .optional(),
};

/** A channel of Discord without a bot: cards are edited, and have no buttons. */
export const discordWebhook = channelKind({
  kind: 'discord-webhook',
  setUp: 'set ALERT_DISCORD_WEBHOOK, or write {kind: discord-webhook, url: ...}',
  from: 'warning',
  isRead: true,
  keys,
  secrets: ({ url }) => addressSecrets(url),
  address: ({ url, thread }) =>
    [placeOf(url), /webhooks\/(\d+)/.exec(url)?.[1] ?? '', thread ?? ''].join(' ').trim(),
  examine: async (_name, { url }, signal) => [await reachable(url, signal)],

  open(name, { url, thread, username }, { discord }) {
    const place = thread === undefined ? '' : `thread_id=${thread}`;
    const secrets = addressSecrets(url);
    const send = async (
      request: { readonly url: string; readonly method: 'POST' | 'PATCH' },
      body: object,
      signal: AbortSignal,
    ): Promise<Delivery> => {
      const headers = { 'content-type': 'application/json' };
      return post({ ...request, headers, secrets, body: JSON.stringify(body) }, judge, signal);
    };
    return {
      name,
      kind: 'discord-webhook',
      // With `wait` the answer is the message, which can be edited by its id.
      async post({ reply, silent }: Outgoing, signal) {
        const query = ['wait=true', place].filter((one) => one !== '').join('&');
        const body = {
          ...(await discord(reply)),
          ...(silent && { flags: SUPPRESS_NOTIFICATIONS }),
          ...(username !== undefined && { username }),
        };
        return send({ url: `${url}?${query}`, method: 'POST' }, body, signal);
      },
      async edit(remoteId, { reply }, signal) {
        const query = place === '' ? '' : `?${place}`;
        const at = `${url}/messages/${encodeURIComponent(remoteId)}${query}`;
        return send({ url: at, method: 'PATCH' }, await discord(reply), signal);
      },
    };
  },
});

function judge({ status, json }: Answer): Delivery | null {
  const { id: message, code, retry_after: wait } = (json ?? {}) as Record<string, unknown>;
  if (status === 404 && code === UNKNOWN_MESSAGE) {
    return { kind: 'gone', reason: 'the message was deleted' };
  }
  if (status === 429 && typeof wait === 'number' && wait >= 0) {
    return { kind: 'retry', after: Math.ceil(wait * SECOND), reason: 'HTTP 429' };
  }
  if (status < 200 || status >= 300) return null;
  if (typeof message === 'string' && message !== '')
    return { kind: 'delivered', remoteId: message };
  return { kind: 'retry', after: MINUTE, reason: 'the answer is no message of Discord' };
}
