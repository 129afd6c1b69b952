import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/model/time.ts';
import type { Samples } from '../../src/store/ports.ts';
import type { SampleQuery } from '../../src/store/samples/port.ts';
import { type OpenSamples, openSamples } from '../../src/store/samples/store.ts';
import { workFolder } from '../support/whole-app.ts';
import { below, type Figure, median, shown, unmeasured } from './figure.ts';
import { batches, type Source, START, sources } from './samples-data.ts';
import { bytesWritten, type LoopDelay, loopDelay } from './samples-loop.ts';
import { taking } from './samples-taking.ts';
import { hasVictoria, startVictoria } from './samples-victoria.ts';

const DAYS = 30;
const SERIES = 500;
const END = START + DAYS * DAY;
const RUNS = 15;
/** A part of the mix, so that ten times the history can be made within minutes. */
const FEW = { series: 250, step: 5 * MINUTE } as const;

/** 30 days in two-hour steps. */
const STEPS = { from: END - DAYS * DAY + 2 * HOUR, to: END, step: 2 * HOUR };
const MANY: SampleQuery = {
  ...{ metric: 'mix.percent', target: null, labels: { part: 'half' }, fn: 'avg' },
  ...{ window: 2 * HOUR, aggregate: { fn: 'avg', by: [] }, when: STEPS },
};
const ONE: SampleQuery = {
  ...{ metric: 'mix.percent', target: 1, labels: { number: '0' }, fn: 'avg' },
  ...{ window: 2 * HOUR, when: STEPS },
};

interface Filled {
  /** Microseconds a sample, from memory to sealed days; and bytes written for it. */
  readonly sealing: number;
  readonly sealBytes: number | null;
  /** Longest time that the main loop stood still. */
  readonly longest: LoopDelay;
}

/** Fills a file day by day and seals each day when it is over. */
async function fill(
  samples: OpenSamples,
  series: readonly Source[],
  { from, step }: { from: number; step: number },
  clock: { now: number },
): Promise<Filled> {
  const total = { time: 0, sealed: 0, bytes: 0 };
  const longest = await loopDelay(async () => {
    for (let day = from; day < END; day += DAY) {
      clock.now = day + DAY + HOUR;
      for (const rows of batches(series, { from: day, to: day + DAY, step })) {
        const { refused } = await samples.ingest(rows);
        if (refused[0]) throw new Error(refused[0].reason);
      }
      await samples.flush();
      const [started, before] = [performance.now(), bytesWritten()];
      total.sealed += (await samples.settle()).sealed;
      total.time += performance.now() - started;
      total.bytes += (bytesWritten() ?? 0) - (before ?? 0);
    }
  });
  return {
    sealing: (1_000 * total.time) / total.sealed,
    sealBytes: bytesWritten() === null ? null : total.bytes / total.sealed,
    longest,
  };
}

/** Median milliseconds of a question, warm. */
async function timed(samples: Samples, question: SampleQuery, points: number): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn <= RUNS; turn++) {
    const started = performance.now();
    const { series } = await samples.query(question);
    times.push(performance.now() - started);
    const found = series[0]?.points.length;
    if (found !== points) throw new Error(`${found} points instead of ${points}`);
  }
  return median(times.slice(1));
}

async function history(): Promise<Figure[]> {
  using folder = workFolder('');
  const file = join(folder.path, 'samples.db');
  const clock = { now: START };
  const figures: Figure[] = [];
  {
    await using samples = await openSamples(file, { now: () => clock.now });
    const filled = await fill(samples, sources(SERIES), { from: START, step: MINUTE }, clock);
    figures.push(...sealing(filled), ...(await questions(samples, folder.path)));
    figures.push(await written(filled.sealBytes));
  }
  return [...sizes(file), ...figures];
}

function sealing({ sealing: each, longest }: Filled): Figure[] {
  return [
    below(10, { name: 'sealing, from memory to a sealed day', value: each, unit: 'µs/sample' }),
    below(25, {
      name: 'longest turn of the main thread while 21.6 M samples are taken in and sealed, its own time',
      ...{ value: longest.own, unit: 'ms' },
    }),
    shown({
      name: 'the same as it passed on this machine',
      ...{ value: longest.max, unit: 'ms' },
      peer: { name: 'an idle thread beside it', value: longest.machine },
    }),
  ];
}

/** The whole file, free pages included, once it is closed. */
function sizes(file: string): Figure[] {
  const samples = (SERIES * DAYS * DAY) / MINUTE;
  const raw = new Sqlite(file, { readonly: true });
  const hours = raw
    .prepare<[], number>("select sum(pgsize) from dbstat where name = 'hours'")
    .pluck()
    .get();
  raw.close();
  const all = statSync(file).size;
  const name = `on disk, ${DAYS} days of ${SERIES} series at 60 s`;
  return [
    below(2.0, { name, value: (all - (hours ?? 0)) / samples, unit: 'B/sample' }),
    below(2.7, { name: 'the same with hourly roll-ups', value: all / samples, unit: 'B/sample' }),
  ];
}

async function questions(samples: Samples, folder: string): Promise<Figure[]> {
  const [many, one] = [await timed(samples, MANY, 360), await timed(samples, ONE, 360)];
  const chart = { from: START, to: END, limit: 360 };
  const series = { metric: ONE.metric, labels: { number: '0', part: 'half' } };
  const started = performance.now();
  const points = await samples.points(1, series, chart);
  if (points.length !== 360) throw new Error(`${points.length} points in the chart`);
  const name = `average of 100 series, ${DAYS} days in steps of 2 h, p50`;
  const asOne = below(3, {
    name: `one series, ${DAYS} days, 360 points, p50`,
    value: one,
    unit: 'ms',
  });
  const chartTime = performance.now() - started;
  const exact = shown({
    name: 'the same out of every point, not aligned',
    value: chartTime,
    unit: 'ms',
  });
  const goal = 'at most the peer';
  if (!hasVictoria) {
    const why = 'needs the program victoria-metrics';
    return [{ ...unmeasured({ name, unit: 'ms', goal, why }), value: many }, asOne, exact];
  }
  await using victoria = await startVictoria(join(folder, 'victoria'));
  for (const rows of batches(sources(SERIES), { from: START, to: END, size: 200_000 })) {
    await victoria.samples.ingest(rows);
  }
  await victoria.merge();
  const peer = { name: 'VictoriaMetrics', value: await timed(victoria.samples, MANY, 360) };
  const theirs = { name: 'VictoriaMetrics', value: await timed(victoria.samples, ONE, 360) };
  return [
    { name, value: many, unit: 'ms', goal, holds: many <= peer.value, peer },
    { ...asOne, peer: theirs },
    exact,
  ];
}

/** 50 hosts with 50 metrics each at 30 s, evenly spread: one minute of it, and what sealing adds. */
async function written(sealBytes: number | null): Promise<Figure> {
  const name =
    'written in a day: 50 hosts, 50 metrics, 30 s (a minute of it, and sealing per sample)';
  const [hosts, metrics, interval] = [50, 50, 30 * SECOND];
  if (sealBytes === null) {
    return unmeasured({ name, unit: 'MB', goal: 'under 500', why: 'needs /proc' });
  }
  using folder = workFolder('');
  await using samples = await openSamples(join(folder.path, 'samples.db'), { now: Date.now });
  const series = Array.from({ length: hosts }, (_, host) => sources(metrics, 1 + metrics * host));
  const round = async (pause: number) => {
    for (const [host, own] of series.entries()) {
      const readings = own.map(({ metric, labels, next }, number) => ({
        ...{ metric, value: next() },
        labels: { ...labels, number: String(number) },
      }));
      await samples.append(host, Date.now(), readings);
      await wait(pause);
    }
  };
  // What is new is written once, and what is old already is looked for once.
  await round(0);
  await samples.settle();
  const raw = new Sqlite(join(folder.path, 'samples.db'));
  const merge = () => raw.pragma('wal_checkpoint(TRUNCATE)');
  merge();
  const before = bytesWritten() ?? 0;
  for (let turn = 0; turn < MINUTE / interval; turn++) await round(interval / hosts);
  await samples.flush();
  merge();
  raw.close();
  const ofLog = ((bytesWritten() ?? 0) - before) * (DAY / MINUTE);
  const ofSeals = ((hosts * metrics * DAY) / interval) * sealBytes;
  return below(500, { name, value: (ofLog + ofSeals) / 1e6, unit: 'MB' });
}

/** The same questions to a file with ten times the history. */
async function longer(): Promise<Figure[]> {
  const times: number[][] = [];
  for (const days of [DAYS, 10 * DAYS]) {
    using folder = workFolder('');
    const clock = { now: START };
    const options = { now: () => clock.now };
    await using samples = await openSamples(join(folder.path, 'samples.db'), options);
    clock.now = END - days * DAY;
    const from = END - days * DAY;
    await fill(samples, sources(FEW.series), { from, step: FEW.step }, clock);
    times.push([await timed(samples, MANY, 360), await timed(samples, ONE, 360)]);
  }
  return ['100 series', 'one series'].map((what, index) => ({
    name: `${what}, ${DAYS} days: time with 300 days of history to that with 30 (at 5 min)`,
    value: (times[1]?.[index] ?? 0) / (times[0]?.[index] ?? 1),
    ...{ unit: 'times', goal: 'at most 1.5' },
    holds: (times[1]?.[index] ?? 0) <= 1.5 * (times[0]?.[index] ?? 0),
  }));
}

/** 50,000 samples a second for ten seconds, 20 at a time as rounds come. */
async function arriving(): Promise<Figure> {
  using folder = workFolder('');
  await using samples = await openSamples(join(folder.path, 'samples.db'), { now: Date.now });
  const series = sources(20);
  const tick = 20;
  const { p99 } = await loopDelay(async () => {
    const started = performance.now();
    for (let turn = 0; performance.now() - started < 10 * SECOND; turn++) {
      const sent: Promise<void>[] = [];
      for (let target = 0; target < (50_000 * tick) / SECOND / 20; target++) {
        const readings = series.map(({ metric, labels, next }) => ({
          metric,
          labels,
          value: next(),
        }));
        sent.push(samples.append(target, Date.now() - turn, readings));
      }
      await Promise.all(sent);
      await wait(Math.max(0, started + (turn + 1) * tick - performance.now()));
    }
  });
  const name = 'event loop delay, p99, while 50,000 samples/s arrive';
  return below(20, { name, value: p99, unit: 'ms' });
}

/** What samples take: room, time in, time out, and what everybody else feels of it. */
export async function run(): Promise<Figure[]> {
  return [await taking(), await arriving(), ...(await history()), ...(await longer())];
}
