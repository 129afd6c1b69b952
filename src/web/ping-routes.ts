import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Ping } from '../model/ping.ts';
import type { Clock } from '../model/time.ts';
import type { Refusal } from './guard.ts';
import { bucket } from './guard.ts';
import { Refused, refuse } from './refuse.ts';

/** Takes what jobs tell of themselves. */
export interface PingPort {
  /** Id of the check that a key belongs to, or null. Its time must tell nothing of the keys. */
  find(key: string): number | null;
  /** What was told is on the disk when it answers. */
  take(check: number, ping: Omit<Ping, 'at'>): Promise<void>;
}

/** Bytes of a body that are kept; what comes behind them is let go. */
const MOST_BODY = 10_000;
/** Pings of one check within a second: each is written to the disk. */
const RATE = 5;
/** Requests with keys that nobody has, all together, within a second. */
const GUESSES = 50;

type Asked = FastifyRequest<{ Params: { key: string; signal?: string } }>;

/** `/ping/<key>` and what stands behind it, as at https://healthchecks.io/docs/http_api/: the key in it is the permission. */
export function pingRoutes(
  scope: FastifyInstance,
  port: PingPort,
  clock: Pick<Clock, 'monotonic'>,
): void {
  const limits = new Map<number, () => boolean>();
  const guess = bucket(GUESSES, clock);
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_request, payload: Readable, done) => beginning(payload, done));

  /** Before a body is read. */
  const admit = async ({ params }: FastifyRequest) => {
    const check = port.find((params as Asked['params']).key);
    if (check === null) throw new Refused(guess() ? NOBODYS : TOO_FAST);
    const take = limits.get(check) ?? bucket(RATE, clock);
    limits.set(check, take);
    if (!take()) throw new Refused(TOO_FAST);
  };

  const answer = async ({ params, body }: Asked, reply: FastifyReply) => {
    const told = PATHS.get(params.signal ?? 'success') ?? exitCode(params.signal ?? '');
    if (told === null) refuse(404, UNKNOWN_SIGNAL);
    const check = port.find(params.key);
    if (check === null) throw new Refused(NOBODYS);
    await port.take(check, { ...told, body: typeof body === 'string' ? body : '' });
    return reply.type('text/plain; charset=utf-8').send('OK\n');
  };

  for (const url of ['/ping/:key', '/ping/:key/:signal']) {
    scope.route<{ Params: Asked['params'] }>({
      ...{ method: ['GET', 'HEAD', 'POST'], url },
      onRequest: admit,
      handler: answer,
    });
  }
}

const NOBODYS: Refusal = { code: 404, error: 'not found' };
const TOO_FAST: Refusal = {
  code: 429,
  error: `more than ${RATE} pings a second — wait a second`,
  headers: { 'retry-after': '1' },
};
const UNKNOWN_SIGNAL =
  'behind the key stands nothing, start, fail, log, or an exit code from 0 to 255';

type Told = Pick<Ping, 'signal' | 'exit'>;

const PATHS: ReadonlyMap<string, Told> = new Map(
  (['success', 'start', 'fail', 'log'] as const).map((signal) => [signal, { signal, exit: null }]),
);

function exitCode(text: string): Told | null {
  const exit = /^\d{1,3}$/.test(text) ? Number(text) : 256;
  if (exit > 255) return null;
  return { signal: exit === 0 ? 'success' : 'fail', exit };
}

/** The beginning of what comes; the rest is read and let go, so that a long log does not lose its ping. */
function beginning(payload: Readable, done: (error: Error | null, body?: string) => void): void {
  const parts: Buffer[] = [];
  let length = 0;
  let isOver = false;
  const end = (error: Error | null) => {
    if (isOver) return;
    isOver = true;
    payload.off('data', take);
    payload.resume();
    if (error !== null) return done(error);
    const text = new TextDecoder().decode(Buffer.concat(parts).subarray(0, MOST_BODY));
    done(null, length > MOST_BODY ? text.replace(/\uFFFD$/, '') : text);
  };
  const take = (part: Buffer) => {
    parts.push(part);
    length += part.length;
    if (length > MOST_BODY) end(null);
  };
  payload.on('data', take);
  payload.once('end', () => end(null));
  payload.on('error', end);
}
