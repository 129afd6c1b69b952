import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openOnce } from '../../src/app/once.ts';
import { loadSettings } from '../../src/app/settings.ts';
import type { Config } from '../../src/config/config.ts';
import type { Chart } from '../../src/model/chart.ts';
import { DAY, HOUR, MINUTE } from '../../src/model/time.ts';
import { openPictures } from '../../src/picture/pictures.ts';
import { newSeries, nextScore } from '../../src/score/anomaly/detector.ts';
import { forecastOf } from '../../src/score/forecasting.ts';
import { openSamples } from '../../src/store/samples/store.ts';
import { openStore } from '../../src/store/sqlite/store.ts';
import { below, type Figure, median, shown } from './figure.ts';
import { loopDelay } from './samples-loop.ts';

const DAYS = 14;
const RUNS = 5;
/** Samples that are judged one after the other. */
const JUDGED = 100_000;

/** What reports, pictures, forecasts and the detector cost. */
export async function run(): Promise<Figure[]> {
  return [
    ...(await reports({ targets: 20, metrics: 50, ask: 'week' })),
    ...(await reports({ targets: 100, metrics: 20, ask: 'yesterday' })),
    ...(await pictures()),
    ...forecasts(),
    ...detector(),
  ];
}

interface Fleet {
  readonly targets: number;
  readonly metrics: number;
  /** What is asked of `/report`. */
  readonly ask: 'week' | 'yesterday';
}

async function reports(fleet: Fleet): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-bench-'));
  try {
    const config = await fleetIn(folder, fleet);
    await fill(config, fleet);
    return await asked(config, fleet);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function fleetIn(folder: string, { targets }: Fleet): Promise<Config> {
  const names = Array.from(
    { length: targets },
    (_, index) => `  - {name: host-${index}, kind: push}`,
  );
  writeFileSync(join(folder, 'tocsin.yaml'), `targets:\n${names.join('\n')}\n`);
  writeFileSync(join(folder, '.env'), 'LOG_LEVEL=silent\n');
  const loaded = await loadSettings(folder);
  if (loaded.kind === 'refused') throw new Error('the fleet of the benchmark is refused');
  return loaded.config;
}

/** Two weeks at five minutes: every series has its own level, a day's wave and noise. */
async function fill(config: Config, { metrics }: Fleet): Promise<void> {
  const now = Date.now();
  await using store = await openStore(config.databaseFile, { now: () => now, isReplaceable: true });
  await using samples = await openSamples(config.samplesFile, { now: () => now });
  const watched = await store.targets.sync(config.targets, now - DAYS * DAY);
  for (const { id: target } of watched) {
    for (let at = now - DAYS * DAY; at < now; at += 5 * MINUTE) {
      const wave = Math.sin((at / DAY) * 2 * Math.PI + target);
      const readings = Array.from({ length: metrics }, (_, index) => ({
        metric: index === 0 ? 'health.score' : (NAMES[index] ?? `app.metric_${index}`),
        labels: {},
        value: 50 + 20 * wave + ((index * 7 + at / MINUTE) % 13),
      }));
      await samples.append(target, at, readings);
      if (at % HOUR < 5 * MINUTE) await store.rounds.record(roundAt(target, at), null);
    }
  }
  await samples.flush();
}

const NAMES = ['health.score', 'system.cpu', 'system.memory', 'system.disk', 'system.load1'];

function roundAt(target: number, at: number) {
  return { kind: 'measured', target, at, took: 3, readings: [] } as const;
}

async function asked(config: Config, { targets, metrics, ask }: Fleet): Promise<Figure[]> {
  const signal = AbortSignal.timeout(5 * MINUTE);
  await using once = await openOnce(config, { version: '0', signal });
  const answer = () => once.answer({ name: 'report', input: ask, user: 'bench' }, signal);
  const times: number[] = [];
  const processor: number[] = [];
  let first = true;
  const delay = await loopDelay(async () => {
    for (let turn = 0; turn < RUNS; turn += 1) {
      const began = performance.now();
      const before = process.cpuUsage();
      const reply = await answer();
      const { user, system } = process.cpuUsage(before);
      times.push(performance.now() - began);
      processor.push((user + system) / 1e6);
      if (first && reply.data === null) throw new Error(JSON.stringify(reply.blocks));
      first = false;
    }
  });
  const what = `/report ${ask}, ${targets} targets x ${metrics} metrics`;
  const slowest = { name: `${what}: the first`, value: (times[0] ?? 0) / 1e3, unit: 's' };
  const usual = { name: `${what}: median of ${RUNS}`, value: median(times) / 1e3, unit: 's' };
  const spent = { name: `${what}: CPU`, value: median(processor), unit: 's' };
  const longest = { name: `${what}: longest turn of the main loop`, value: delay.own, unit: 'ms' };
  return [
    ask === 'week' ? below(1, slowest) : shown(slowest),
    ask === 'week' ? below(1, usual) : shown(usual),
    ask === 'week' ? shown(spent) : below(3, spent),
    below(50, longest),
  ];
}

/** A day of three lines. */
function aChart(seed: number): Chart {
  const to = Date.UTC(2026, 0, 2);
  const from = to - DAY;
  const series = ['one', 'two', 'three'].map((name, index) => ({
    name,
    points: Array.from({ length: 288 }, (_, step): readonly [number, number] => [
      from + step * 5 * MINUTE,
      50 + 20 * Math.sin(step / 20 + index) + ((step * seed) % 7),
    ]),
  }));
  return {
    ...({ kind: 'time', look: 'line', unit: 'percent', zone: 'UTC' } as const),
    ...{ title: `chart ${seed}`, from, to, series, bounds: [0, 100] },
    limits: [{ value: 90, label: 'critical', tone: 'critical' }],
    ...{ marks: [], spans: [], band: null },
  };
}

async function pictures(): Promise<Figure[]> {
  const signal = AbortSignal.timeout(MINUTE);
  await using drawer = openPictures({ log: () => {} });
  const draw = async (seed: number) => {
    const began = performance.now();
    const drawn = await drawer.png(aChart(seed), 'dark', signal);
    if (drawn === null) throw new Error('the picture was not drawn');
    return performance.now() - began;
  };
  const warm: number[] = [];
  let cold = 0;
  const delay = await loopDelay(async () => {
    cold = await draw(1);
    for (let seed = 2; seed < 22; seed += 1) warm.push(await draw(seed));
  });
  return [
    below(500, { name: 'a picture, cold', value: cold, unit: 'ms' }),
    below(60, { name: 'a picture, warm, median of 20', value: median(warm), unit: 'ms' }),
    below(20, { name: 'the same: longest turn of the main loop', value: delay.own, unit: 'ms' }),
  ];
}

function detector(): Figure[] {
  const series = newSeries();
  const before = process.cpuUsage();
  for (let step = 0; step < JUDGED; step += 1) {
    nextScore(series, step * MINUTE, 50 + 20 * Math.sin(step / 229) + ((step * 7) % 13));
  }
  const { user, system } = process.cpuUsage(before);
  const value = (user + system) / JUDGED;
  return [below(20, { name: 'detector, CPU of a sample', value, unit: 'µs' })];
}

/** Four weeks of hours, with what is to be found in them: a day's wave, a slope and noise. */
function forecasts(): Figure[] {
  const points = Array.from({ length: 28 * 24 }, (_, hour) => ({
    at: hour * HOUR,
    value: 30 + hour / 40 + 8 * Math.sin((hour / 12) * Math.PI) + ((hour * 7) % 5),
  }));
  const times = Array.from({ length: 20 }, () => {
    const began = performance.now();
    const made = forecastOf(points, { zone: 'Europe/Berlin' });
    if (made.kind !== 'forecast') throw new Error('nothing was foretold');
    return performance.now() - began;
  });
  const cost = { value: median(times), unit: 'ms' };
  return [below(20, { name: 'a forecast from four weeks, median of 20', ...cost })];
}
