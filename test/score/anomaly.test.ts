import { describe, expect, test } from 'vitest';
import { DAY, MINUTE } from '../../src/model/time.ts';
import { LEAST_SAMPLES, newSeries, nextScore } from '../../src/score/anomaly/detector.ts';

const STEP = 5 * MINUTE;
/** What is told. */
const UNUSUAL = 0.99;

/** Noise from -1 to 1 that is the same in each run. */
function noise(index: number): number {
  const turned = Math.sin(index * 12.9898 + 4.1414) * 43_758.5453;
  return 2 * (turned - Math.floor(turned)) - 1;
}

function daily(index: number): number {
  return 20 * Math.sin((2 * Math.PI * index * STEP) / DAY);
}

function scores(values: readonly (number | null)[], step = STEP): readonly (number | null)[] {
  const state = newSeries();
  return values.map((value, index) => nextScore(state, index * step, value));
}

/** Rows that are told, after the first `from`. */
function told(values: readonly (number | null)[], from: number, step = STEP): readonly number[] {
  return scores(values, step).flatMap((score, index) =>
    index >= from && (score ?? 0) > UNUSUAL ? [index] : [],
  );
}

function series(length: number, value: (index: number) => number | null) {
  return Array.from({ length }, (_, index) => value(index));
}

describe('tells', () => {
  test.each([
    { name: 'a spike', value: (i: number) => 50 + noise(i) + (i === 2_000 ? 20 : 0) },
    { name: 'a drop', value: (i: number) => 50 + noise(i) - (i === 2_000 ? 20 : 0) },
    { name: 'a level that shifts', value: (i: number) => 50 + noise(i) + (i >= 2_000 ? 6 : 0) },
    { name: 'noise that grows', value: (i: number) => 50 + noise(i) * (i >= 2_000 ? 6 : 1) },
    { name: 'noise that ends', value: (i: number) => (i >= 2_000 ? 50 : 50 + noise(i)) },
    {
      name: 'a value that is usual, at an hour at which it is not',
      value: (i: number) => 50 + noise(i) + (i >= 2_000 && i < 2_060 ? -daily(i) : daily(i)),
    },
    {
      name: 'the first value after a flat line',
      value: (i: number) => (i === 2_000 ? 1 : 0),
    },
    {
      name: 'a counter that stands still',
      value: (i: number) => Math.min(i, 2_000) * 100 + noise(i),
    },
  ])('$name, once and soon', ({ value }) => {
    const [first, ...others] = told(series(2_400, value), 600);
    expect(first).toBeGreaterThanOrEqual(2_000);
    expect(first).toBeLessThan(2_060);
    expect(others.length).toBeLessThanOrEqual(3);
  });

  test('a spike again, when the first was the only one', () => {
    const spikes = (index: number) => (index === 1_000 || index === 2_000 ? 40 : 0);
    const rows = told(
      series(2_400, (index) => 50 + noise(index) + spikes(index)),
      600,
    );
    expect(rows).toContain(1_000);
    expect(rows).toContain(2_000);
  });
});

describe('keeps quiet about', () => {
  test.each([
    { name: 'noise', value: (i: number) => 50 + noise(i) },
    { name: 'a wave each day', value: (i: number) => 50 + daily(i) + noise(i) },
    { name: 'a flat line', value: () => 5 },
    { name: 'samples that are missing', value: (i: number) => (i % 7 < 3 ? null : 50 + noise(i)) },
    { name: 'a gap of hours', value: (i: number) => (i % 1_000 > 900 ? null : 50 + noise(i)) },
    { name: 'a counter', value: (i: number) => i * 1_000 + 100 * noise(i) },
    { name: 'a counter that begins anew', value: (i: number) => (i % 1_500) * 1_000 + 500 },
    { name: 'spikes that come all day', value: (i: number) => noise(i) + (i % 50 === 7 ? 30 : 0) },
    { name: 'a trifle on a flat line', value: (i: number) => (i >= 2_000 ? 1_000.4 : 1_000) },
    { name: 'large numbers', value: (i: number) => 1e15 + 1e12 * noise(i) },
  ])('$name', ({ value }) => {
    expect(told(series(4_000, value), 1_000)).toEqual([]);
  });
});

test('a score depends on its row and the rows before it alone', () => {
  const values = series(1_200, (index) =>
    index % 97 === 5 ? null : 50 + daily(index) + 3 * noise(index) + (index % 400 === 0 ? 30 : 0),
  );
  const whole = scores(values);
  for (const length of [1, 23, 24, 25, 300, 301, 900, 1_199]) {
    expect(scores(values.slice(0, length))).toEqual(whole.slice(0, length));
  }
});

test('it says nothing before it has seen enough; what is missing does not count', () => {
  const values = series(2 * LEAST_SAMPLES, (index) => (index % 2 === 0 ? null : index));
  const known = scores(values).findIndex((score) => score !== null);
  expect(known).toBe(2 * LEAST_SAMPLES - 1);
});

test.each([
  { name: 'times that repeat', at: (i: number) => Math.floor(i / 2) * STEP },
  { name: 'an hour that comes twice', at: (i: number) => (i < 500 ? i : i - 12) * STEP },
  { name: 'times before 1970', at: (i: number) => -1e12 + i * STEP },
])('takes $name', ({ at }) => {
  for (const value of [(i: number) => 50 + noise(i), (i: number) => i * 10]) {
    const state = newSeries();
    for (let index = 0; index < 1_000; index++) {
      const score = nextScore(state, at(index), value(index)) ?? 0;
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(1);
    }
  }
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.MAX_VALUE, -Number.MAX_VALUE, 5e-324])(
  'a score is a number from 0 to 1 beside a value of %s',
  (odd) => {
    const values = series(400, (index) => (index % 100 === 50 ? odd : 50 + noise(index)));
    for (const score of scores(values).slice(LEAST_SAMPLES)) {
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(1);
    }
  },
);
