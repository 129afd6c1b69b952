import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock, Instant } from '../model/time.ts';
import { SECOND } from '../model/time.ts';
import { pause } from '../model/wait.ts';
import { bucket, sameAs } from './guard.ts';
import type { Batch, Taken } from './intake.ts';
import type { Learned } from './learned.ts';
import { sentRowReader } from './protocols/sent-row.ts';
import { statsdRows } from './protocols/statsd-flush.ts';
import { readStatsd } from './protocols/statsd-line.ts';
import type { Gathered } from './protocols/statsd-window.ts';
import { statsdWindow } from './protocols/statsd-window.ts';

/** Time between two flushes, as of StatsD itself: https://github.com/statsd/statsd/blob/master/exampleConfig.js */
const FLUSH = 10 * SECOND;
/** Bytes of a packet; clients send at most 8,192: https://docs.datadoghq.com/developers/dogstatsd/high_throughput/ */
const MAX_PACKET = 8_192;
/** Lines within a second. */
const RATE = 20_000;
/** Rows that are taken in together. */
const BATCH = 10_000;

export interface StatsdDeps {
  readonly host: string;
  readonly port: number;
  /** Every line has to carry it. */
  readonly key: string;
  readonly clock: Clock;
  /** Milliseconds between two flushes. */
  readonly flush?: number;
  take(batch: Batch): Promise<Taken>;
  learn(definitions: readonly Learned[]): void;
  /** Lines or rows were refused since the last flush: how many, and why one of them was. */
  refused(count: number, reason: string): void;
  failed(error: unknown): void;
}

/**
 * Listens for StatsD over UDP. What came is taken in every ten seconds, and once more at the end.
 *
 * @throws the system's error when the address cannot be had.
 */
export async function startStatsd(deps: StatsdDeps): Promise<AsyncDisposable> {
  const socket = createSocket(deps.host.includes(':') ? 'udp6' : 'udp4');
  socket.bind(deps.port, deps.host);
  await once(socket, 'listening');
  const gathering = gatherer(deps);
  socket.on('message', (packet) => gathering.packet(packet));
  socket.on('error', deps.failed);
  const stop = new AbortController();
  const flushing = flushAll(gathering.flush, deps, stop.signal);
  return {
    async [Symbol.asyncDispose]() {
      await closed(socket);
      stop.abort();
      await flushing;
    },
  };
}

async function closed(socket: Socket): Promise<void> {
  const ended = once(socket, 'close');
  socket.close();
  await ended;
}

async function flushAll(
  flush: () => Promise<void>,
  { flush: period = FLUSH, failed }: StatsdDeps,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    await pause(period, signal);
    await flush().catch(failed);
    if (signal.aborted) return;
  }
}

const TOO_MANY = `more than ${RATE} lines a second — send fewer`;
const TOO_LARGE = `a packet is larger than ${MAX_PACKET} bytes — send fewer lines in one`;

function gatherer(deps: StatsdDeps) {
  const { clock, key } = deps;
  const isKey = { length: key.length, is: sameAs(key) };
  const mayCome = bucket(RATE, clock);
  const rowsOf = statsdRows();
  const read = sentRowReader(null, 'the tag target');
  let window = statsdWindow(Math.random);
  let since = clock.now();
  let refusals = { count: 0, reason: '' };

  function refuse(count: number, reason: string): void {
    refusals = { count: refusals.count + count, reason };
  }

  function line(text: string): void {
    const found = mayCome() ? readStatsd(text, isKey) : TOO_MANY;
    const reason = typeof found === 'string' ? found : window.add(found);
    if (reason !== null) refuse(1, reason);
  }

  async function flush(): Promise<void> {
    const { series } = window;
    window = statsdWindow(Math.random);
    const span = spanUntil(clock.now(), since, deps.flush ?? FLUSH);
    since = span.to;
    deps.learn(series.flatMap(definitionsOf));
    const rows = rowsOf(series, span);
    for (let from = 0; from < rows.length; from += BATCH) {
      await nextTurn();
      const part = rows.slice(from, from + BATCH);
      const { rejected } = await deps.take({ rows: part, place: 'statsd', key: null, read });
      const [first] = rejected;
      if (first) refuse(rejected.length, first.reason);
    }
    const { count, reason } = refusals;
    refusals = { count: 0, reason: '' };
    if (count > 0) deps.refused(count, reason);
  }

  return {
    flush,
    packet(packet: Buffer): void {
      if (packet.length > MAX_PACKET) {
        refuse(1, TOO_LARGE);
        return;
      }
      for (const text of packet.toString('utf8').split('\n')) {
        if (text.trim() !== '') line(text.trim());
      }
    },
  };
}

/** What the type of a line says of its metric. */
function definitionsOf({ metric: name, type, unit }: Gathered): readonly Learned[] {
  const own = { name, type, unit, help: '' };
  if (type !== 'histogram') return [own];
  return [
    own,
    { ...own, name: `${name}_count`, type: 'counter', unit: '' },
    { ...own, name: `${name}_sum`, type: 'counter' },
  ];
}

/** From the last flush on, as long as the clock was not set meanwhile. */
function spanUntil(to: Instant, since: Instant, period: number) {
  const from = since < to && since > to - 2 * period ? since : to - period;
  return { from, to };
}
