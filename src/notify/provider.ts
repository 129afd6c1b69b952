import type { z } from 'zod';
import { line, listOf, phone } from '../config/fields.ts';
import { MINUTE } from '../model/time.ts';
import type { Channel, Delivery, Outgoing } from './channel.ts';
import { sayingOf, toEach } from './each.ts';
import { addressSecrets, placeOf, secret, webAddress } from './keys.ts';
import { type Answer, post } from './post.ts';
import { postOnly } from './post-only.ts';
import { reachable } from './reachable.ts';
import { errorIn } from './webhook/format.ts';

const PHONE_HINT = 'write numbers with their country, such as ["+491701234567"]';

/** Keys of what goes to phones through a provider over HTTP. */
export const providerKeys = {
  url: webAddress.optional(),
  user: secret('write the user, or the id of the account').optional(),
  password: secret('write the password or token, best as a variable of .env').optional(),
  from: line('write the number or name that it comes from', 40)
    .regex(/^[\w +-]+$/, 'write the number or name that it comes from')
    .optional(),
  to: listOf(phone, PHONE_HINT)
    .refine((all) => all.length <= 20, 'write at most 20 numbers')
    .default([]),
};
export type ProviderOptions = z.infer<z.ZodObject<typeof providerKeys>>;

/** What every such kind says of its options. */
export const providerKind = {
  isRead: true,
  keys: providerKeys,
  problem: ({ user, password }: ProviderOptions) =>
    (user === undefined) === (password === undefined)
      ? null
      : { key: 'password', message: 'write `user:` and `password:`, or none of them' },
  secrets: ({ url, user, password }: ProviderOptions) => [
    ...(url === undefined ? [] : addressSecrets(url)),
    ...[user, password].flatMap((one) => one ?? []),
    ...(user === undefined || password === undefined ? [] : [loginOf(user, password)]),
  ],
  address: ({ url, to }: ProviderOptions) =>
    [...(url === undefined ? [] : [placeOf(url)]), ...to.map(masked)].join(' ') || 'nobody',
  missing: ({ url, to }: ProviderOptions) =>
    url !== undefined && to.length > 0
      ? null
      : 'not set up: write `url:` of a provider and `to:` with numbers',
  examine: async (_name: string, { url }: ProviderOptions, signal: AbortSignal) =>
    url === undefined ? [] : [await reachable(url, signal)],
} as const;

function masked(number: string): string {
  return `${number.slice(0, 3)}…${number.slice(-2)}`;
}

/**
 * What goes to phones: one request of a form for each number, as https://www.twilio.com/docs/messaging/api/message-resource
 * has it. Only what makes a sound is sent: a phone has no quiet way.
 */
export function phoneChannel(
  of: Pick<Channel, 'name' | 'kind'>,
  options: ProviderOptions,
  content: (message: Outgoing) => Readonly<Record<string, string>>,
): Channel {
  const { url = '', to, from } = options;
  const each = toEach();
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    ...authorization(options),
  };
  return postOnly(of, async (message, signal) => {
    if (message.silent) return { kind: 'delivered', remoteId: message.key };
    const sent = await each(sayingOf(message), to, (number) => {
      const form = { To: number, ...(from !== undefined && { From: from }), ...content(message) };
      const body = new URLSearchParams(form).toString();
      return post({ url, headers, body, secrets: providerKind.secrets(options) }, judge, signal);
    });
    return sent.kind === 'delivered' ? { ...sent, remoteId: message.key } : sent;
  });
}

function authorization({ user, password }: ProviderOptions): Record<string, string> {
  if (user === undefined || password === undefined) return {};
  return { authorization: `Basic ${loginOf(user, password)}` };
}

function loginOf(user: string, password: string): string {
  return Buffer.from(`${user}:${password}`).toString('base64');
}

/** Of some providers 0, or what HTTP says too, is the code of a success. */
function isError(code: unknown): boolean {
  return typeof code === 'number' && code !== 0 && (code < 200 || code >= 300);
}

/** A provider may take a request and say in its answer that the message is not sent. */
function judge({ status, json }: Answer): Delivery | null {
  const {
    code,
    message,
    status: state,
    error_code: late,
  } = (json ?? {}) as Record<string, unknown>;
  const isTaken = status >= 200 && status < 300;
  const number = late ?? code;
  const words = [number, message].filter((one) => one !== undefined && one !== null).join(' ');
  if (status === 400 && words !== '') return { kind: 'rejected', reason: `HTTP 400: ${words}` };
  if (!isTaken) return null;
  if (state === 'failed' || state === 'undelivered' || isError(number)) {
    return { kind: 'rejected', reason: `the provider answers: ${words || String(state)}` };
  }
  const error = errorIn(json);
  return error === null ? null : { kind: 'retry', after: MINUTE, reason: `it answers: ${error}` };
}
