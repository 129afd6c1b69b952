import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { evaluate, indexFacts } from '../../src/expression/evaluate.ts';
import type { History } from '../../src/expression/history.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import type { Point } from '../../src/model/sample.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/model/time.ts';
import type { Samples } from '../../src/store/ports.ts';
import type { SampleFunction, SampleQuery } from '../../src/store/samples/port.ts';
import { openSamples } from '../../src/store/samples/store.ts';
import { freshFolder } from './fresh-folder.ts';

/** Midnight: five days before it are sealed, and what is later lies in memory. */
const TODAY = Date.UTC(2026, 10, 23);
const NOW = TODAY + 5 * HOUR;
const KINDS = ['gauge', 'counter', 'state', 'sparse'] as const;
type Kind = (typeof KINDS)[number];

/** The same numbers for the same seed: https://en.wikipedia.org/wiki/Lehmer_random_number_generator */
function lehmer(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Five days and a bit at an uneven pace, with gaps of hours and, of a counter, new beginnings. */
function seriesOf(kind: Kind, seed: number): readonly Point[] {
  const random = lehmer(seed);
  const pace = kind === 'sparse' ? 100 * MINUTE : 4 * MINUTE;
  const points: Point[] = [];
  let value = Math.round(100 * random());
  for (let at = TODAY - 5 * DAY; at <= NOW; ) {
    value = next(kind, value, random);
    points.push({ at, value });
    at += Math.round(pace * (0.2 + random()));
    if (random() < 0.01) at += Math.round(10 * HOUR * random());
  }
  return points;
}

function next(kind: Kind, value: number, random: () => number): number {
  switch (kind) {
    case 'counter':
      return random() < 0.01 ? Math.round(5 * random()) : value + Math.round(9 * random());
    case 'state':
      return random() < 0.1 ? 1 - Math.min(1, value) : Math.min(1, value);
    default:
      return Math.round(1_000 * (random() - 0.3)) / 8;
  }
}

/** What each function means, written down as plainly as can be; null: too few points. */
const NAIVE: Readonly<
  Record<SampleFunction, (points: readonly Point[], to: number) => number | null>
> = {
  count: (points) => points.length,
  absent: (points) => (points.length === 0 ? 1 : 0),
  sum: some((values) => values.reduce((sum, one) => sum + one, 0)),
  avg: some((values) => values.reduce((sum, one) => sum + one, 0) / values.length),
  min: some((values) => Math.min(...values)),
  max: some((values) => Math.max(...values)),
  last: some((values) => values.at(-1) ?? 0),
  distinct: some((values) => new Set(values).size),
  share: some((values) => values.filter((one) => one > 50).length / values.length),
  p50: some((values) => percentile(values, 0.5)),
  p90: some((values) => percentile(values, 0.9)),
  p95: some((values) => percentile(values, 0.95)),
  p99: some((values) => percentile(values, 0.99)),
  age: (points, to) => (points.length === 0 ? null : (to - (points.at(-1)?.at ?? 0)) / SECOND),
  delta: several((values) => (values.at(-1) ?? 0) - (values[0] ?? 0)),
  increase: several(grown),
  rate: several((values, times) => grown(values) / ((times.at(-1) ?? 0) - (times[0] ?? 0))),
  changes: several(
    (values) => values.filter((one, index) => index > 0 && one !== values[index - 1]).length,
  ),
  stddev: several((values) => {
    const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
    return Math.sqrt(values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / values.length);
  }),
  slope: several((values, times) => {
    const [x, y] = [times, values].map(
      (all) => all.reduce((sum, one) => sum + one, 0) / all.length,
    );
    const products = times.reduce(
      (sum, at, index) => sum + (at - (x ?? 0)) * ((values[index] ?? 0) - (y ?? 0)),
      0,
    );
    return products / times.reduce((sum, at) => sum + (at - (x ?? 0)) ** 2, 0);
  }),
};

function some(of: (values: readonly number[]) => number) {
  return (points: readonly Point[]) =>
    points.length === 0 ? null : of(points.map(({ value }) => value));
}

function several(of: (values: readonly number[], seconds: readonly number[]) => number) {
  return (points: readonly Point[]) => {
    if (points.length < 2) return null;
    const start = points[0]?.at ?? 0;
    return of(
      points.map(({ value }) => value),
      points.map(({ at }) => (at - start) / SECOND),
    );
  };
}

function grown(values: readonly number[]): number {
  return values.reduce((sum, one, index) => {
    const before = values[index - 1];
    return before === undefined ? sum : sum + (one < before ? one : one - before);
  }, 0);
}

function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = part * (sorted.length - 1);
  const low = sorted[Math.floor(rank)] ?? 0;
  return low + ((sorted[Math.ceil(rank)] ?? 0) - low) * (rank % 1);
}

/** The language of rules on the same points in memory. */
function inMemory(
  fn: SampleFunction,
  points: readonly Point[],
  { to, window }: Asked,
): number | null {
  const past: History = {
    now: to,
    since: TODAY - 90 * DAY,
    series: () =>
      new Map([
        [
          '',
          {
            ...{ labels: {}, start: 0, completeAfter: 0 },
            at: points.map((one) => one.at),
            values: points.map((one) => one.value),
          },
        ],
      ]),
  };
  const condition = fn === 'share' ? ", '> 50'" : '';
  const source = `${fn}('x', '${window / SECOND}s'${condition})`;
  const expression = parseExpression(source);
  if (expression.kind === 'problem') throw new Error(`${source}: ${expression.message}`);
  const found = evaluate(expression, indexFacts([], past))[0]?.value;
  return found === 'unknown' || found === undefined ? null : Number(found);
}

interface Asked {
  readonly to: number;
  readonly window: number;
}

/** Windows that end within a sealed day, on the hour, at midnight, in memory, and across all of it. */
const ASKED: readonly Asked[] = [
  { to: TODAY - 2 * DAY + 37 * MINUTE + 11, window: 3 * HOUR },
  { to: TODAY - 2 * DAY, window: 2 * DAY },
  { to: TODAY - DAY + 5 * HOUR, window: 7 * HOUR },
  { to: TODAY - DAY + 1, window: 5 * MINUTE },
  { to: NOW, window: 30 * MINUTE },
  { to: NOW, window: 6 * HOUR },
  { to: NOW - 13 * SECOND, window: 4 * DAY + 77 * MINUTE },
  { to: TODAY - 5 * DAY + MINUTE, window: HOUR },
  { to: TODAY - 6 * DAY, window: HOUR },
];

const SEEDS = [7, 1_234, 987_654] as const;

async function filled(isSettled: boolean) {
  const samples = await openSamples(join(freshFolder(), 'samples.db'), { now: () => NOW });
  const all = KINDS.flatMap((kind) =>
    SEEDS.map((seed) => ({ metric: `${kind}.${seed}`, points: seriesOf(kind, seed) })),
  );
  const rows = all.flatMap(({ metric, points }) =>
    points.map((point) => ({ target: 1, metric, labels: {}, ...point })),
  );
  expect((await samples.ingest(rows)).refused).toEqual([]);
  if (isSettled) await samples.settle();
  return { samples, all };
}

async function compare(
  samples: Samples,
  one: {
    readonly metric: string;
    readonly points: readonly Point[];
    readonly fn: SampleFunction;
    readonly asked: Asked;
  },
): Promise<void> {
  const { metric, points, fn, asked } = one;
  const { to, window } = asked;
  const test50 = { operator: '>', limit: 50 } as const;
  const question: SampleQuery = {
    ...{ metric, target: 1, fn, window, when: { at: to } },
    ...(fn === 'share' && { test: test50 }),
  };
  const { series, error, lost } = await samples.query(question);
  const within = points.filter(({ at }) => at > to - window && at <= to);
  const wanted = NAIVE[fn](within, to);
  const close = wanted === null ? null : expect.closeTo(wanted, 6);
  const what = `${fn} of ${metric} over ${window} until ${to}`;
  expect({ error, lost }, what).toEqual({ error: 0, lost: 0 });
  expect(series[0]?.points[0]?.value ?? null, `store: ${what}`).toEqual(close);
  expect(inMemory(fn, points, asked), `rules: ${what}`).toEqual(close);
}

describe.each([
  { tier: 'out of memory', isSettled: false },
  { tier: 'out of sealed days', isSettled: true },
])('every function means the same everywhere, $tier', ({ isSettled }) => {
  test('in the language of rules, in the store, and written down plainly', async () => {
    const { samples, all } = await filled(isSettled);
    await using _closed = samples;
    for (const { metric, points } of all) {
      for (const asked of ASKED) {
        for (const fn of Object.keys(NAIVE) as SampleFunction[]) {
          await compare(samples, { metric, points, fn, asked });
        }
      }
    }
  });
});

test('the highest of several series are the same whichever tier they come from', async () => {
  const tops = await Promise.all(
    [false, true].map(async (isSettled) => {
      const { samples } = await filled(isSettled);
      await using _closed = samples;
      const rows = KINDS.map((kind, target) => ({
        ...{ target: target + 2, metric: 'all', labels: {} },
        ...{ at: TODAY - DAY + HOUR + target, value: kind.length },
      }));
      await samples.ingest(rows);
      if (isSettled) await samples.settle();
      const when = { at: TODAY };
      const asked = { metric: 'all', target: null, fn: 'max', window: DAY, when, top: 2 } as const;
      return (await samples.query(asked)).series.map(({ target }) => target);
    }),
  );
  expect(tops).toEqual([
    [3, 5],
    [3, 5],
  ]);
});
