import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '../model/time.ts';
import { SECOND } from '../model/time.ts';

/** What an answer says instead of what was asked for. */
export interface Refusal {
  readonly code: 400 | 401 | 403 | 404 | 408 | 409 | 413 | 415 | 429 | 500 | 503;
  readonly error: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const UNSET: Refusal = {
  code: 403,
  error:
    'nothing is taken from programs — set ANALYTICS_API_KEY in .env, e.g. to what `openssl rand -hex 32` prints, and start Tocsin again',
};
const MISSING: Refusal = {
  code: 401,
  error:
    'the key is missing — send ANALYTICS_API_KEY as `Authorization: Bearer <key>` or as `X-API-Key: <key>`',
  headers: { 'www-authenticate': 'Bearer' },
};
const WRONG: Refusal = {
  code: 401,
  error: 'this is not the key — send the value of ANALYTICS_API_KEY',
  headers: { 'www-authenticate': 'Bearer' },
};
const EXPOSED: Refusal = {
  code: 403,
  error: 'this is not shown to other machines without a key — set ANALYTICS_API_KEY in .env',
};

/** Requests of one key within a second. */
const RATE = 100;

export type Guard = (headers: IncomingHttpHeaders) => Refusal | null;

/** Lets in whoever sends the key in a header, so many times a second; `null` means come in. */
export function keyGuard(key: string | undefined, clock: Pick<Clock, 'monotonic'>): Guard {
  if (key === undefined) return () => UNSET;
  const isKey = sameAs(key);
  const take = bucket(RATE, clock);
  return (headers) => {
    const given = keyIn(headers);
    if (given === null) return MISSING;
    if (!isKey(given)) return WRONG;
    return take() ? null : TOO_MANY;
  };
}

const TOO_MANY: Refusal = {
  code: 429,
  error: `more than ${RATE} requests a second — send many rows in one request`,
  headers: { 'retry-after': '1' },
};

/** For what is only shown: without a key, whoever sits at this machine may look. */
export function viewGuard(options: {
  readonly key: string | undefined;
  readonly host: string;
  readonly guard: Guard;
}): Guard {
  if (options.key !== undefined) return options.guard;
  return () => (isLoopback(options.host) ? null : EXPOSED);
}

/** Digests are compared, so that the time it takes tells neither the key nor its length. */
export function sameAs(key: string): (given: string) => boolean {
  const wanted = sha256(key);
  return (given) => timingSafeEqual(sha256(given), wanted);
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function keyIn(headers: IncomingHttpHeaders): string | null {
  const own = headers['x-api-key'];
  if (typeof own === 'string' && own !== '') return own.trim();
  const [, scheme = '', given = null] =
    /^(bearer|token|basic) +(\S+) *$/i.exec(headers.authorization ?? '') ?? [];
  return given !== null && scheme.toLowerCase() === 'basic' ? passwordIn(given) : given;
}

/** Of `name:password`, in base64: https://www.rfc-editor.org/rfc/rfc7617#section-2 */
function passwordIn(given: string): string | null {
  return /^[^:]*:(.+)$/s.exec(Buffer.from(given, 'base64').toString('utf8'))?.[1] ?? null;
}

/** Gives out `rate` a second, and as many at once; false when none is left. */
export function bucket(rate: number, clock: Pick<Clock, 'monotonic'>): () => boolean {
  let left = rate;
  let filledAt = clock.monotonic();
  return () => {
    const now = clock.monotonic();
    left = Math.min(rate, left + ((now - filledAt) / SECOND) * rate);
    filledAt = now;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}

const LOOPBACK = /^(localhost|[\w-]+\.localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i;

function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/**
 * While only this machine is listened to, a page of another site must not reach it through a name that points here:
 * https://github.com/brannondorsey/whonow tells how.
 */
export function hostGuard(host: string): Guard {
  if (!isLoopback(host)) return () => null;
  return ({ host: given }) => {
    // Browsers always say which host they mean.
    if (given === undefined) return null;
    const name = given.replace(/:\d*$/, '');
    return isLoopback(name) || name === host ? null : ELSEWHERE;
  };
}

const ELSEWHERE: Refusal = {
  code: 403,
  error: 'this host name is not answered — ask localhost, or let the proxy pass `Host: localhost`',
};
