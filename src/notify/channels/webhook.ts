import { z } from 'zod';
import { duration, headers } from '../../config/fields.ts';
import { SECOND } from '../../model/time.ts';
import type { Channel, Delivery, Outgoing } from '../channel.ts';
import { type ChannelTools, channelKind } from '../channel-kind.ts';
import { sayingOf, toEach } from '../each.ts';
import { addressSecrets, placeOf, secret, webAddresses } from '../keys.ts';
import { type Judge, post } from '../post.ts';
import { reachable } from '../reachable.ts';
import { type Format, type Sent, toldOf } from '../webhook/format.ts';
import { json } from '../webhook/json.ts';
import { opsgenie } from '../webhook/opsgenie.ts';
import { pagerduty } from '../webhook/pagerduty.ts';

const FORMATS = { json, pagerduty, opsgenie } as const satisfies Record<string, Format>;
type FormatName = keyof typeof FORMATS;
const FORMAT_NAMES = Object.keys(FORMATS) as [FormatName, ...FormatName[]];
/** When what a service answered with an error is told again. */
const ERROR_WAIT = 30 * SECOND;
/** Between what the service knows the message by and what it was told last. */
const BAR = '|';

const keys = {
  format: z.enum(FORMAT_NAMES, `write one of ${FORMAT_NAMES.join(', ')}`).default('json'),
  urls: webAddresses.default([]),
  key: secret('write the routing key or API key of the service').optional(),
  secret: secret('write what the requests are signed with, e.g. of `openssl rand -hex 32`')
    .min(16, 'write at least 16 characters')
    .optional(),
  headers,
  timeout: duration(SECOND, 14 * SECOND).default(10 * SECOND),
};
type Options = z.infer<z.ZodObject<typeof keys>>;

/** Programs: a JSON document for each change, or what PagerDuty and Opsgenie understand. */
export const webhook = channelKind({
  kind: 'webhook',
  setUp: 'set WEBHOOK_URLS, or write {kind: webhook, urls: [...]}',
  from: 'warning',
  isRead: false,
  keys,

  problem({ format, urls, key, secret: signing }) {
    if (format === 'json') {
      if (urls.length === 0) return { key: 'urls', message: 'write the addresses to post to' };
      if (key !== undefined)
        return { key: 'key', message: 'write `secret:`, which signs requests' };
      return null;
    }
    if (key === undefined)
      return { key: 'key', message: 'write the key that the service gave you' };
    return signing === undefined
      ? null
      : { key: 'secret', message: `${format} knows you by \`key:\`; remove it` };
  },
  secrets: ({ key, secret: signing, urls, headers: sent }) => [
    ...[key, signing].flatMap((one) => one ?? []),
    ...urls.flatMap(addressSecrets),
    ...Object.values(sent),
  ],
  address: (options) => [options.format, ...addressesOf(options).map(placeOf)].join(' '),
  examine: (_name, options, signal) =>
    Promise.all(addressesOf(options).map((address) => reachable(address, signal))),
  open: openWebhook,
});

function addressesOf({ format, urls }: Options): readonly string[] {
  const usual = FORMATS[format].address;
  return urls.length > 0 || usual === null ? urls : [usual];
}

function openWebhook(name: string, options: Options, tools: ChannelTools): Channel {
  const format: Format = FORMATS[options.format];
  const addresses = addressesOf(options);
  const each = toEach();
  const judge: Judge = (answer) => {
    if (answer.status < 200 || answer.status >= 300) return null;
    const found = format.judge(answer);
    return found?.kind === 'retry' ? { ...found, after: ERROR_WAIT } : found;
  };

  function send(message: Outgoing, remoteId: string, signal: AbortSignal): Promise<Delivery> {
    const requests = format.requests(message, options, tools);
    return each(sayingOf(message), addresses, async (address): Promise<Delivery> => {
      for (const request of requests) {
        const outcome = await post(requestTo(address, request, options), judge, signal);
        if (outcome.kind !== 'delivered') return at(address, outcome);
      }
      return { kind: 'delivered', remoteId };
    });
  }

  return {
    name,
    kind: 'webhook',
    async post(message, signal) {
      const told = toldOf(message.about ?? null);
      // A note says what its card says; services that count changes heard it there.
      if (message.kind === 'note' && !format.isVerbose) {
        return { kind: 'delivered', remoteId: message.key };
      }
      return send({ ...message, replyTo: idIn(message.replyTo) }, message.key + BAR + told, signal);
    },
    async edit(remoteId, message, signal) {
      const told = toldOf(message.about ?? null);
      if (!format.isVerbose && remoteId.endsWith(BAR + told))
        return { kind: 'delivered', remoteId };
      const id = idIn(remoteId);
      return send({ ...message, replyTo: id }, `${id}${BAR}${told}`, signal);
    },
  };
}

function requestTo(address: string, { path = '', headers: own, body }: Sent, options: Options) {
  const { timeout } = options;
  const secrets = webhook.secrets(options);
  const all = { ...inSmall(options.headers), ...own };
  return { url: `${address}${path}`, headers: all, body, timeout, secrets };
}

/** Names of headers are the same in any case; ours are written small. */
function inSmall(written: Options['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(written).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

function at(address: string, outcome: Delivery): Delivery {
  if (outcome.kind === 'delivered') return outcome;
  const host = placeOf(address);
  const { reason } = outcome;
  return reason.startsWith(host) ? outcome : { ...outcome, reason: `${host}: ${reason}` };
}

function idIn<T extends string | null>(remoteId: T): T {
  return (remoteId === null ? null : remoteId.split(BAR)[0]) as T;
}
