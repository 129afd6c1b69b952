import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { MINUTE, SECOND } from '../../src/model/time.ts';
import { workFolder } from '../support/whole-app.ts';
import { residentMemory, startBot, warm } from './bot.ts';
import { onDisk } from './checks-disk.ts';
import { PEER, type PeerUse, peerUse } from './checks-peer.ts';
import { type Asked, askedOverHttp, askedOverTcp, latest, runsSince } from './checks-server.ts';
import { below, type Figure, shown, unmeasured } from './figure.ts';
import { processorTime } from './processor.ts';

const INTERVAL = 20 * SECOND;
const CHECKS = 500;
const MANY = 2_000;

/** Checks of one kind against a loopback server. */
interface Job {
  readonly kind: 'http' | 'tcp';
  readonly count: number;
  /** Milliseconds that are measured, after two intervals in which everything has become warm. */
  readonly time: number;
}

/** What the whole product did and took meanwhile. */
export interface Ran {
  /** Of one core, in percent. */
  readonly share: number;
  /** MB at the begin of what is measured, and at its end. */
  readonly memory: { readonly before: number; readonly after: number };
  readonly runs: number;
  /** Seconds from being ready until every check had run; NaN when one never did, or when that cannot be seen. */
  readonly first: number;
  /** Milliseconds of the most late run of all. */
  readonly late: number;
  /** Bytes that the files of samples grew by, a run. */
  readonly bytes: number;
}

/** Runs the product with these checks and nothing else. */
export async function runChecks({ kind, count, time }: Job): Promise<Ran> {
  await using server = await (kind === 'http' ? askedOverHttp() : askedOverTcp());
  const entries = Array.from({ length: count }, (_, index) => {
    const place =
      kind === 'http'
        ? `url: "http://127.0.0.1:${server.port}/c${index}"`
        : `host: 127.0.0.1, port: ${server.port}`;
    return `  - {name: c${index}, kind: ${kind}, interval: 20s, ${place}}`;
  });
  using folder = workFolder(['checks:', ...entries, ''].join('\n'));
  await warm(folder.path);
  await using bot = await startBot(folder.path);
  const ready = performance.now();
  const pid = bot.child.pid ?? 0;
  await wait(2 * INTERVAL);
  const file = join(folder.path, 'data', 'samples.db');
  const [began, before, memory] = [performance.now(), processorTime(pid), residentMemory(pid)];
  const size = sizeOf(file);
  await wait(time);
  const took = performance.now() - began;
  const share = (100 * (processorTime(pid) - before)) / took;
  const runs = runsSince(server.arrivals, began);
  return {
    ...{ share, runs },
    memory: { before: memory ?? Number.NaN, after: residentMemory(pid) ?? Number.NaN },
    first: server.arrivals.size < count ? Number.NaN : lastFirst(server, ready) / SECOND,
    late: latest(server.arrivals, INTERVAL),
    bytes: (sizeOf(file) - size) / runs,
  };
}

/** Milliseconds from `ready` until each had asked. */
function lastFirst({ arrivals }: Asked, ready: number): number {
  return Math.max(...[...arrivals.values()].map(([first = 0]) => first)) - ready;
}

function sizeOf(file: string): number {
  const bytes = (name: string) => statSync(name, { throwIfNoEntry: false })?.size ?? 0;
  return bytes(file) + bytes(`${file}-wal`);
}

const beside = (peer: PeerUse | null, value: 'share' | 'memory') =>
  peer === null ? {} : { peer: { name: PEER, value: peer[value] } };

/** What checks cost, beside the same by the peer. */
function cost(name: string, { share, memory }: Ran, peer: PeerUse | null): Figure[] {
  const cpu = { name: `${name}, whole bot`, value: share, unit: '% of a core' };
  const resident = { name: `${name}, resident memory`, value: memory.after, unit: 'MB' };
  return [
    below(5, { ...cpu, ...beside(peer, 'share') }),
    below(130, { ...resident, ...beside(peer, 'memory') }),
  ];
}

async function few(): Promise<Figure[]> {
  const name = `${CHECKS} HTTP checks at 20 s`;
  const ran = await runChecks({ kind: 'http', count: CHECKS, time: MINUTE });
  const peer = await besideThem('http');
  return [
    ...cost(name, ran, peer),
    below(20, { name: `${name}, until each has run once`, value: ran.first, unit: 's' }),
    shown(
      { name: `${name}, growth of the file within a minute`, value: ran.bytes, unit: 'B/check' },
      'before anything is packed, pages that are written ahead included',
    ),
    ...withoutPeer(peer),
  ];
}

async function overTcp(): Promise<Figure[]> {
  const name = `${CHECKS} TCP checks at 20 s`;
  const ran = await runChecks({ kind: 'tcp', count: CHECKS, time: MINUTE });
  const peer = await besideThem('tcp');
  return [...cost(name, ran, peer)];
}

async function besideThem(kind: 'http' | 'tcp'): Promise<PeerUse | null> {
  await using server = await (kind === 'http' ? askedOverHttp() : askedOverTcp());
  const places = Array.from({ length: CHECKS }, (_, index) =>
    kind === 'http' ? `http://127.0.0.1:${server.port}/c${index}` : `127.0.0.1:${server.port}`,
  );
  return peerUse(kind, places, { interval: INTERVAL, seconds: 40 });
}

function withoutPeer(peer: PeerUse | null): Figure[] {
  if (peer !== null) return [];
  const why = `needs ${PEER} that answers`;
  return [unmeasured({ name: 'the same by another program', unit: '', goal: 'none', why })];
}

async function many(): Promise<Figure[]> {
  const name = `${MANY} HTTP checks at 20 s for 2 minutes`;
  const { late, memory, share } = await runChecks({ kind: 'http', count: MANY, time: 2 * MINUTE });
  return [
    below(250, { name: `${name}, latest run`, value: late, unit: 'ms' }),
    below(10, {
      name: `${name}, growth of memory`,
      value: memory.after - memory.before,
      unit: 'MB',
    }),
    shown({ name: `${name}, whole bot`, value: share, unit: '% of a core' }),
    shown({ name: `${name}, resident memory`, value: memory.after, unit: 'MB' }),
  ];
}

/** What checks cost, of the whole product against servers on this machine. */
export async function run(): Promise<Figure[]> {
  return [...(await few()), ...(await overTcp()), ...(await many()), ...(await onDisk())];
}
