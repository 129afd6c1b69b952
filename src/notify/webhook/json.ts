import { createHmac } from 'node:crypto';
import type { About, AlertAbout } from '../../model/about.ts';
import { shortened } from '../../model/about.ts';
import type { Instant } from '../../model/time.ts';
import { SECOND } from '../../model/time.ts';
import type { Outgoing } from '../channel.ts';
import { sayingOf } from '../each.ts';
import type { Format } from './format.ts';
import { errorIn } from './format.ts';

/** Bytes that a body may have: what common receivers take. */
const MOST_BODY = 200_000;
/** Characters of the text of a message. */
const MOST_TEXT = 20_000;

/** Tocsin's own format: docs/channels.md. */
export const json: Format = {
  address: null,
  isVerbose: true,

  requests(message, { secret }, { text, clock }) {
    const now = clock.now();
    const body = bodyOf(message, shortened(text(message.reply), MOST_TEXT), now);
    return [
      {
        headers: {
          'content-type': 'application/json',
          'idempotency-key': sayingOf(message),
          ...(secret !== undefined && { 'x-tocsin-signature': signature(body, secret, now) }),
        },
        body,
      },
    ];
  },

  judge({ json: answer }) {
    const error = errorIn(answer);
    return error === null ? null : { kind: 'retry', after: 0, reason: `it answers: ${error}` };
  },
};

/** `t=<seconds>,v1=<hex>`: HMAC-SHA256 of "t.body", so that an old request cannot be sent again later. */
function signature(body: string, secret: string, now: Instant): string {
  const t = Math.floor(now / SECOND);
  return `t=${t},v1=${createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')}`;
}

function bodyOf({ key, kind, about = null, replyTo }: Outgoing, text: string, now: Instant) {
  const event = { card: 'alert', note: 'note', message: 'message' }[kind ?? 'message'];
  const plain = { version: 1, key, event, sent_at: iso(now), text, reply_to: replyTo };
  const whole = JSON.stringify({ ...plain, alert: about && written(about) });
  if (Buffer.byteLength(whole) <= MOST_BODY) return whole;
  const alone = about && { ...written(about), labels: {}, members: [], cut: true };
  return JSON.stringify({ ...plain, text: shortened(text, 2_000), alert: alone });
}

function written({ members, storm, whole, url, ...own }: About) {
  return { ...one(own), storm, whole, members: members.map(one), url };
}

/** Names and times as programs write them. */
function one({ startedAt, firedAt, endedAt, ...plain }: AlertAbout) {
  return {
    ...plain,
    started_at: iso(startedAt),
    fired_at: firedAt === null ? null : iso(firedAt),
    ended_at: endedAt === null ? null : iso(endedAt),
  };
}

function iso(at: Instant): string {
  return new Date(at).toISOString();
}
