import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { sshCollector } from '../../src/collect/collectors/ssh.ts';
import { containerBook } from '../../src/collect/containers/book.ts';
import { containersPart } from '../../src/collect/containers/containers-part.ts';
import { timerSleep } from '../../src/collect/sleep.ts';
import { watchAll } from '../../src/collect/watch-all.ts';
import type { Round } from '../../src/model/sample.ts';
import type { Target } from '../../src/model/target.ts';
import { MINUTE, SECOND, systemClock } from '../../src/model/time.ts';
import { type Dockerd, HAS_DOCKERD, startDockerd } from '../support/dockerd.ts';
import { HAS_SSHD, processesOf, type Sshd, sshTarget, startSshd } from '../support/sshd.ts';
import { below, type Figure, median, shown, unmeasured } from './figure.ts';

const ROUNDS = 300;
const CONNECTED = 1_000;
/** Ticks of /proc in a second. */
const TICKS = 100;

const collectorOf = () =>
  sshCollector({ clock: systemClock, sleep: timerSleep, random: Math.random });
const signal = () => AbortSignal.timeout(30 * SECOND);

function targets(server: Sshd, count: number): Target[] {
  return Array.from({ length: count }, (_, index) => ({
    ...sshTarget(server),
    ...{ id: index + 1, name: `web-${index + 1}`, interval: MINUTE },
  }));
}

/** Milliseconds of processor time of this process per round. */
async function cost(rounds: number, round: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  for (let count = 0; count < rounds; count += 1) await round();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / rounds;
}

/** Processor time that the processes of a server have taken, with the ended ones they waited for, in milliseconds. */
function hostCpu(server: Sshd): number {
  return cpuOf(processesOf(server));
}

function cpuOf(pids: readonly number[]): number {
  let ticks = 0;
  for (const pid of pids) {
    const [, rest = ''] = statOf(pid).split(') ');
    const fields = rest.split(' ').map(Number);
    ticks += [11, 12, 13, 14].reduce((sum, index) => sum + (fields[index] ?? 0), 0);
  }
  return (1_000 * ticks) / TICKS;
}

/** One that has ended meanwhile is counted by its parent. */
function statOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return '';
  }
}

async function perPoll(): Promise<Figure[]> {
  await using server = await startSshd();
  await using collector = collectorOf();
  const [target] = targets(server, 1);
  if (target === undefined) return [];
  const collect = () => collector.collect(target, signal());
  for (let warm = 0; warm < 100; warm += 1) await collect();
  const before = hostCpu(server);
  const here = await cost(ROUNDS, collect);
  const there = (hostCpu(server) - before) / ROUNDS;
  return [
    below(0.6, { name: 'a poll over a kept shell, this side', value: here, unit: 'ms of CPU' }),
    below(15, { name: 'a poll, the watched host', value: there, unit: 'ms of CPU' }),
  ];
}

async function byCommand(): Promise<Figure> {
  await using server = await startSshd(['ForceCommand sh -c "$SSH_ORIGINAL_COMMAND" </dev/null']);
  await using collector = collectorOf();
  const [target] = targets(server, 1);
  const collect = async () => target && collector.collect(target, signal());
  for (let warm = 0; warm < 50; warm += 1) await collect();
  const value = await cost(100, collect);
  return below(1.2, { name: 'a poll by one command, this side', value, unit: 'ms of CPU' });
}

/** Processor time of an engine and what it started, its containers left out as they are not for us, in milliseconds. */
function engineCpu({ folder }: Dockerd): number {
  const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  return cpuOf([pid, ...children.filter(Boolean).map(Number)]);
}

/** A host with ten containers; what its engine spends counts, with what it spends unasked taken off. */
async function withContainers(): Promise<Figure[]> {
  if (!HAS_DOCKERD) {
    const why = 'needs docker.io, busybox-static and root';
    return [
      unmeasured({ name: 'a poll with ten containers', unit: 'ms of CPU', goal: 'under 15', why }),
    ];
  }
  await using engine = await startDockerd();
  for (let count = 0; count < 10; count += 1) engine.run(`app-${count}`, [], 'sleep', '100000');
  const figures: Figure[] = [];
  for (const [way, extra] of [
    ['its socket', []],
    ['its command', ['AllowStreamLocalForwarding no']],
  ] as const) {
    await using server = await startSshd(extra);
    const book = containerBook({ load: async () => null, save: async () => {}, onError() {} });
    await using collector = sshCollector({
      ...{ clock: systemClock, sleep: timerSleep, random: Math.random },
      parts: (one) => [containersPart(one, book)],
    });
    const [target] = targets(server, 1);
    if (target === undefined) return [];
    const containers = { include: [], exclude: [], expected: [], engine: engine.address };
    const collect = () => collector.collect({ ...target, containers }, signal());
    for (let warm = 0; warm < 50; warm += 1) await collect();
    const idle = engineCpu(engine);
    await wait(10 * SECOND);
    const unasked = (engineCpu(engine) - idle) / 10 / SECOND;
    const [began, before] = [performance.now(), hostCpu(server) + engineCpu(engine)];
    const here = await cost(100, collect);
    const took = performance.now() - began;
    const there = (hostCpu(server) + engineCpu(engine) - before - unasked * took) / 100;
    const name = `a poll with ten containers by ${way}`;
    figures.push(below(15, { name: `${name}, the watched host`, value: there, unit: 'ms of CPU' }));
    figures.push(shown({ name: `${name}, this side`, value: here, unit: 'ms of CPU' }));
  }
  return figures;
}

/** Rounds of one host alone, then beside twenty that take connections and say nothing. */
async function besideDead(): Promise<Figure> {
  await using server = await startSshd();
  await using collector = collectorOf();
  const silent = createServer(() => {});
  await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
  const { port } = silent.address() as { port: number };
  const [alive, ...dead] = targets(server, 21);
  if (alive === undefined) throw new Error('no target');
  const took = async () => {
    const times: number[] = [];
    for (let round = 0; round < 60; round += 1) {
      const start = performance.now();
      await collector.collect(alive, signal());
      times.push(performance.now() - start);
    }
    return median(times);
  };
  await took();
  const alone = await took();
  const stop = new AbortController();
  const hanging = dead.map((target) =>
    collector
      .collect({ ...target, ssh: target.ssh && { ...target.ssh, port } }, stop.signal)
      .catch(() => {}),
  );
  const beside = await took();
  stop.abort();
  await Promise.all(hanging);
  silent.close();
  const value = Math.max(0, beside - alone);
  return below(10, { name: 'delay of a round by 20 dead hosts, median', value, unit: 'ms' });
}

/** Bytes that are in use when nothing is left to collect, and bytes that the system gave. */
function settledMemory(): { readonly used: number; readonly resident: number } {
  setFlagsFromString('--expose-gc');
  const collectGarbage: unknown = runInNewContext('gc');
  if (typeof collectGarbage === 'function')
    for (let time = 0; time < 3; time += 1) collectGarbage();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { used: heapUsed + external, resident: rss };
}

/** Takes a first round of each, some at a time: handshakes cost a hundred times what a round does. */
async function connectAll(
  collector: ReturnType<typeof collectorOf>,
  all: readonly Target[],
): Promise<void> {
  const left = [...all];
  const worker = async () => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      await collector.collect(next, signal()).catch(() => {});
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}

/** As many hosts as connections to one server, watched for two intervals. */
async function connected(): Promise<Figure[]> {
  await using server = await startSshd(['MaxStartups 2000', 'LogLevel INFO']);
  await using collector = collectorOf();
  const all = targets(server, CONNECTED);
  const before = settledMemory();
  await connectAll(collector, all);
  const after = settledMemory();
  const perHost = (bytes: number) => bytes / CONNECTED / 1024;
  const rounds: Round[] = [];
  const delays = monitorEventLoopDelay({ resolution: 5 });
  {
    await using _ = watchAll(all, {
      ...{ collectorOf: () => collector, clock: systemClock, sleep: timerSleep },
      ...{ random: Math.random, spread: MINUTE },
      onError: () => {},
      async onRound(round) {
        rounds.push(round);
      },
    });
    delays.enable();
    await wait(2 * MINUTE);
    delays.disable();
  }
  const missed = rounds.filter(({ kind }) => kind === 'missed').length;
  // The resolution is part of each delay: https://nodejs.org/api/perf_hooks.html#perf_hooksmonitoreventloopdelayoptions
  const late = delays.percentile(99) / 1e6 - 5;
  return [
    shown({ name: `rounds of ${CONNECTED} hosts in two minutes`, value: rounds.length, unit: '' }),
    below(1, { name: `missed rounds of ${CONNECTED} hosts`, value: missed, unit: '' }),
    below(20, { name: 'event loop, p99', value: late, unit: 'ms' }),
    below(80, {
      ...{ name: 'memory in use per connected host', unit: 'kB' },
      value: perHost(after.used - before.used),
    }),
    shown(
      {
        ...{ name: 'memory of the process per connected host', unit: 'kB' },
        value: perHost(after.resident - before.resident),
      },
      'with what the handshakes needed and the engine has not given back',
    ),
  ];
}

/** What watching hosts over SSH costs, with a real OpenSSH server on this machine. */
export async function run(): Promise<Figure[]> {
  if (!HAS_SSHD) {
    const why = 'needs openssh-server and root';
    return [unmeasured({ name: 'SSH', unit: '', goal: 'none', why })];
  }
  return [
    ...(await perPoll()),
    await byCommand(),
    ...(await withContainers()),
    await besideDead(),
    ...(await connected()),
  ];
}
