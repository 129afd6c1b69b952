import { ChildProcess } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import si from 'systeminformation';
import { localCollector } from '../../src/collect/collectors/local.ts';
import { sshCollector } from '../../src/collect/collectors/ssh.ts';
import { timerSleep } from '../../src/collect/sleep.ts';
import { watch } from '../../src/collect/watch.ts';
import type { Target } from '../../src/model/target.ts';
import { SECOND, systemClock } from '../../src/model/time.ts';
import { HAS_SSHD, sshTarget, startSshd } from '../support/sshd.ts';
import type { Figure } from './figure.ts';

/** The interval that the share of a core is stated for. */
const INTERVAL = 5 * SECOND;
/** Longer than systeminformation remembers its last answer. */
const PAUSE = 520;

const HERE: Target = {
  ...{ id: 1, name: 'here', kind: 'local', interval: INTERVAL, labels: {} },
  ...{ preset: 'base', ssh: null, parent: null },
};

interface Cost {
  /** Processor time of this process per round, in milliseconds. */
  readonly milliseconds: number;
  /** Programs started per round. */
  readonly programs: number;
}

/** Counts how many programs this process starts. */
function countPrograms(): { count: number } & Disposable {
  const prototype = ChildProcess.prototype as unknown as { spawn(options: unknown): unknown };
  const original = prototype.spawn;
  const counter = {
    count: 0,
    [Symbol.dispose]() {
      prototype.spawn = original;
    },
  };
  prototype.spawn = function spawn(this: ChildProcess, options: unknown) {
    counter.count += 1;
    return original.call(this, options);
  };
  return counter;
}

async function cost(rounds: number, round: () => Promise<unknown>): Promise<Cost> {
  using programs = countPrograms();
  const before = process.cpuUsage();
  for (let count = 0; count < rounds; count += 1) await round();
  const { user, system } = process.cpuUsage(before);
  return { milliseconds: (user + system) / 1000 / rounds, programs: programs.count / rounds };
}

function share({ milliseconds }: Cost): number {
  return (100 * milliseconds) / INTERVAL;
}

async function localFigures(): Promise<Figure[]> {
  await using collector = localCollector();
  const collect = () => collector.collect(HERE, AbortSignal.timeout(INTERVAL));
  for (let warm = 0; warm < 50; warm += 1) await collect();
  const local = await cost(1_000, collect);
  return [
    {
      ...{ name: 'local round, at a 5 s interval', value: share(local), unit: '% of a core' },
      ...{ goal: 'at most 0.05', holds: share(local) <= 0.05 },
    },
    {
      ...{ name: 'programs started by a local round', value: local.programs, unit: 'per round' },
      ...{ goal: '0', holds: local.programs === 0 },
    },
  ];
}

/** The loop as it runs in the bot, with rounds as far apart as to be cold, timers and signals included. */
async function loopFigure(): Promise<Figure> {
  await using collector = localCollector();
  const stop = new AbortController();
  let rounds = 0;
  let before = process.cpuUsage();
  await watch(
    { ...HERE, interval: 100 },
    {
      ...{ collector, clock: systemClock, sleep: timerSleep, random: () => 0 },
      onError: () => {},
      async onRound() {
        rounds += 1;
        if (rounds === 10) before = process.cpuUsage();
        if (rounds === 110) stop.abort();
      },
    },
    stop.signal,
  );
  const { user, system } = process.cpuUsage(before);
  const value = share({ milliseconds: (user + system) / 1000 / 100, programs: 0 });
  return {
    ...{ name: 'local round in its loop, 100 ms apart, at a 5 s interval', value },
    ...{ unit: '% of a core', goal: 'at most 0.05', holds: value <= 0.05 },
  };
}

async function peerFigures(): Promise<Figure[]> {
  const peer = await cost(20, async () => {
    await Promise.all([si.currentLoad(), si.mem(), si.fsSize(), si.networkStats('*'), si.time()]);
    await wait(PAUSE);
  });
  const why =
    'for comparison; what its programs cost comes on top, and those it waits for are not counted';
  const common = { goal: 'none', holds: null, why } as const;
  return [
    {
      ...{ name: 'systeminformation for the same, at a 5 s interval', value: share(peer) },
      ...{ unit: '% of a core', ...common },
    },
    {
      ...{ name: 'programs started by systeminformation', value: peer.programs },
      ...{ unit: 'per round', ...common },
    },
  ];
}

async function sshFigure(): Promise<Figure> {
  const name = 'SSH round over a kept connection, this side';
  const common = { name, unit: 'ms of processor time', goal: 'at most 3' };
  if (!HAS_SSHD) {
    return { ...common, value: 0, holds: null, why: 'needs openssh-server and root' };
  }
  await using server = await startSshd();
  await using collector = sshCollector({
    ...{ clock: systemClock, sleep: timerSleep, random: Math.random },
  });
  const target = sshTarget(server);
  const collect = () => collector.collect(target, AbortSignal.timeout(INTERVAL));
  for (let warm = 0; warm < 20; warm += 1) await collect();
  const { milliseconds } = await cost(200, collect);
  return { ...common, value: milliseconds, holds: milliseconds <= 3 };
}

/** What collecting costs this process. */
export async function run(): Promise<Figure[]> {
  return [
    ...(await localFigures()),
    await loopFigure(),
    ...(await peerFigures()),
    await sshFigure(),
  ];
}
