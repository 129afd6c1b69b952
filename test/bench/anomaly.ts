import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { newSeries, nextScore } from '../../src/score/anomaly/detector.ts';
import { DETECTORS } from './anomaly-baselines.ts';
import { type Labelled, publicFiles } from './anomaly-files.ts';
import { nabScore, probation } from './anomaly-nab.ts';
import { generatedSeries } from './anomaly-series.ts';
import { above, below, type Figure, shown, unmeasured } from './figure.ts';

const GOAL = 65;
/** What `anomaly('x') > 0.99` tells; a baseline is given the limit that is the best for it. */
const TOLD = 0.99;
const DETECTOR = 'Tocsin';
const SERIES_HELD = 2_000;
const DAY = 24 * 60 * 60 * 1_000;

/** What was told of labelled series at one limit. */
interface Told {
  readonly windows: number;
  readonly found: number;
  readonly falseAlarms: number;
  /** Minutes from the begin of each window that was found. */
  readonly delays: readonly number[];
  readonly days: number;
}

/** How good the detector is beside three simple ones, and what it costs. */
export async function run(): Promise<Figure[]> {
  const files = publicFiles();
  const name = 'public files, Tocsin: standard profile';
  const why = 'the public files are not in ../shared/data/anomaly';
  const missing = unmeasured({ name, unit: 'points', goal: `at least ${GOAL}`, why });
  return [
    ...(files ? judged('public files', files) : [missing]),
    ...judged('generated', generatedSeries()),
    ...costs(),
  ];
}

function judged(what: string, files: readonly Labelled[]): Figure[] {
  return Object.entries(DETECTORS).flatMap(([name, make]) => {
    const scores = files.map(({ at, values }) => {
      const detector = make();
      return values.map((value, row) => detector(at[row] ?? 0, value));
    });
    const { points, threshold } = nabScore(files, scores);
    const limit = name === DETECTOR ? TOLD : threshold;
    const told = add(files.map((file, index) => toldOf(file, scores[index] ?? [], limit)));
    const title = `${what}, ${name}`;
    const measured = { name: `${title}: standard profile`, value: points, unit: 'points' };
    const atOnce = scores.map((all) => all.map((score) => Number(score >= limit)));
    const fixed = {
      ...measured,
      name: `${title}: the same at a fixed limit`,
      value: nabScore(files, atOnce).points,
    };
    const isGoal = name === DETECTOR && what === 'public files';
    const first = isGoal ? above(GOAL, measured) : shown(measured);
    const atLimit = name === DETECTOR ? [shown(fixed, `at ${limit}`)] : [];
    return [first, ...atLimit, ...figuresOf(title, told)];
  });
}

function figuresOf(title: string, told: Told): Figure[] {
  const { found, windows, falseAlarms, delays, days } = told;
  const delay = delays.toSorted((a, b) => a - b)[delays.length >> 1] ?? 0;
  return [
    shown({ name: `${title}: precision`, value: found / (found + falseAlarms || 1), unit: '' }),
    shown({ name: `${title}: recall`, value: found / windows, unit: '' }),
    shown({ name: `${title}: delay, median`, value: delay, unit: 'min' }),
    shown({ name: `${title}: false alarms per day`, value: falseAlarms / days, unit: '' }),
  ];
}

function toldOf({ at, windows }: Labelled, scores: readonly number[], limit: number): Told {
  const first = probation(at.length);
  const rows = scores.flatMap((score, row) => (row >= first && score >= limit ? [row] : []));
  const counted = windows.filter(({ end }) => end >= first);
  const delays = counted.flatMap(({ begin, end }) => {
    const row = rows.find((one) => one >= begin && one <= end);
    return row === undefined ? [] : [((at[row] ?? 0) - (at[begin] ?? 0)) / 60_000];
  });
  const outside = rows.filter((row) => !windows.some((one) => row >= one.begin && row <= one.end));
  const days = ((at.at(-1) ?? 0) - (at[first] ?? 0)) / DAY;
  const found = delays.length;
  return { windows: counted.length, found, falseAlarms: outside.length, delays, days };
}

function add(all: readonly Told[]): Told {
  const sum = (of: (one: Told) => number) => all.reduce((total, one) => total + of(one), 0);
  return {
    windows: sum(({ windows }) => windows),
    found: sum(({ found }) => found),
    falseAlarms: sum(({ falseAlarms }) => falseAlarms),
    delays: all.flatMap(({ delays }) => delays),
    days: sum(({ days }) => days),
  };
}

function costs(): Figure[] {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const used = () => {
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = used();
  const held = Array.from({ length: SERIES_HELD }, newSeries);
  const feed = (from: number, to: number) => {
    for (let row = from; row < to; row++) {
      for (const one of held) nextScore(one, row * 300_000, Math.sin(row) + (row % 17));
    }
  };
  feed(0, 400);
  const bytes = (used() - before) / held.length;
  const start = process.cpuUsage();
  feed(400, 600);
  const { user, system } = process.cpuUsage(start);
  return [
    below(20, { name: 'a sample, CPU', value: (user + system) / (200 * held.length), unit: 'µs' }),
    below(4_096, { name: 'a series, memory', value: bytes, unit: 'bytes' }),
  ];
}
