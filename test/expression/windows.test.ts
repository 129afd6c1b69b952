import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/expression/evaluate.ts';
import { evaluate, indexFacts } from '../../src/expression/evaluate.ts';
import type { History } from '../../src/expression/history.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import type { Fact } from '../../src/model/sample.ts';
import { HOUR, MINUTE } from '../../src/model/time.ts';
import { type Ago, pastOf } from './past.ts';

function outcomes(source: string, history?: History, facts: readonly Fact[] = []): Outcome[] {
  const expression = parseExpression(source);
  if (expression.kind === 'problem') throw new Error(expression.message);
  return evaluate(expression, indexFacts(facts, history));
}

function answerOf(source: string, points: Ago, watched?: number): Outcome['value'] | undefined {
  return outcomes(source, pastOf([{ metric: 'x', points }], watched))[0]?.value;
}

/** Every 60 s, the newest now. */
const five: Ago = [
  [240, 4],
  [180, 8],
  [120, 6],
  [60, 2],
  [0, 10],
];

describe('what each function gives', () => {
  test.each([
    { source: "avg('x', '5m')", value: 6 },
    { source: "sum('x', '5m')", value: 30 },
    { source: "min('x', '5m')", value: 2 },
    { source: "max('x', '5m')", value: 10 },
    { source: "last('x', '5m')", value: 10 },
    { source: "count('x', '5m')", value: 5 },
    { source: "p50('x', '5m')", value: 6 },
    { source: "p90('x', '5m')", value: 9.2 },
    { source: "p95('x', '5m')", value: 9.6 },
    { source: "p99('x', '5m')", value: 9.92 },
    { source: "stddev('x', '5m')", value: Math.sqrt(8) },
    { source: "slope('x', '5m')", value: 0.01 },
    { source: "delta('x', '5m')", value: 6 },
    { source: "changes('x', '5m')", value: 4 },
    { source: "distinct('x', '5m')", value: 5 },
    { source: "share('x', '5m')", value: 1 },
    { source: "share('x', '5m', '> 5')", value: 0.6 },
    { source: "share('x', '5m', '<= 4')", value: 0.4 },
    { source: "share('x', '5m', '== -4.5')", value: 0 },
    { source: "increase('x', '5m')", value: 4 + 6 + 2 + 8 },
    { source: "rate('x', '5m')", value: 20 / 240 },
    { source: "age('x')", value: 0 },
  ])('$source of 4, 8, 6, 2, 10 is $value', ({ source, value }) => {
    expect(answerOf(source, five)).toBeCloseTo(value, 12);
  });

  test.each([
    { name: 'a counter that only grows', counts: [10, 25, 40], grown: 30 },
    { name: 'a counter that began anew', counts: [100, 130, 5, 20], grown: 50 },
    { name: 'a counter that began anew at nought', counts: [100, 0, 0], grown: 0 },
  ])('$name: increase $grown', ({ counts, grown }) => {
    const points = counts.map((count, index) => [(counts.length - index) * 10, count] as const);
    expect(answerOf("increase('x', '5m')", points)).toBe(grown);
    expect(answerOf("rate('x', '5m')", points)).toBeCloseTo(grown / (10 * (counts.length - 1)), 12);
  });

  test('slope is per second, also of large values that grow slowly', () => {
    const points = Array.from({ length: 100 }, (_, index) => {
      const ago = 990 - index * 10;
      return [ago, 1e12 + index * 10 * 0.25] as const;
    });
    expect(answerOf("slope('x', '1h')", points)).toBeCloseTo(0.25, 6);
  });

  test('distinct counts values, not changes', () => {
    const points: Ago = [3, 1, 3, 1, 3].map((value, index) => [50 - index, value]);
    expect(answerOf("distinct('x', '5m') * 100 + changes('x', '5m')", points)).toBe(204);
  });

  test.each([
    { name: 'rising', at: (index: number) => index },
    { name: 'falling', at: (index: number) => 999 - index },
    { name: 'mixed', at: (index: number) => (index * 7_919) % 1_000 },
    { name: 'like an organ pipe', at: (index: number) => Math.min(index, 1_999 - index) % 1_000 },
  ])('percentiles do not depend on the order: $name', ({ at }) => {
    const points = Array.from({ length: 1_000 }, (_, index) => [1_000 - index, at(index)] as const);
    const sorted = points.map(([, value]) => value).toSorted((a, b) => a - b);
    for (const [source, rank] of [
      ["p50('x', '1h')", 499.5],
      ["p99('x', '1h')", 989.01],
    ] as const) {
      const low = sorted[Math.floor(rank)] ?? 0;
      const high = sorted[Math.ceil(rank)] ?? 0;
      expect(answerOf(source, points)).toBeCloseTo(low + (high - low) * (rank % 1), 9);
    }
  });

  test('a window reaches from its duration ago, which is left out, to now', () => {
    const points: Ago = [
      [301, 100],
      [300, 100],
      [299, 1],
      [0, 2],
    ];
    expect(answerOf("sum('x', '5m')", points)).toBe(3);
  });

  test('points after the present are not looked at', () => {
    const points: Ago = [
      [60, 1],
      [0, 2],
      [-60, 1_000],
    ];
    expect(answerOf("sum('x', '5m')", points)).toBe(3);
    expect(answerOf("last('x', '5m')", points)).toBe(2);
    expect(answerOf("age('x')", points)).toBe(0);
  });
});

describe('too few points are unknown, never nought', () => {
  const one = ['stddev', 'slope', 'rate', 'increase', 'delta', 'changes'];
  const none = ['avg', 'sum', 'min', 'max', 'last', 'p50', 'p99', 'share', 'distinct', ...one];
  test.each(none)('%s of nothing', (name) => {
    expect(answerOf(`${name}('x', '5m')`, [])).toBe('unknown');
    expect(answerOf(`${name}('x', '5m')`, [[301, 5]])).toBe('unknown');
  });
  test.each(one)('%s of one point', (name) => {
    expect(answerOf(`${name}('x', '5m')`, [[10, 5]])).toBe('unknown');
  });

  test.each([
    { name: 'watched for longer', watched: HOUR, value: 0 },
    { name: 'watched for just as long', watched: 5 * MINUTE, value: 0 },
    { name: 'watched for less', watched: 4 * MINUTE, value: 'unknown' },
  ])('count of nothing, $name, is $value', ({ watched, value }) => {
    expect(answerOf("count('x', '5m')", [], watched)).toBe(value);
    expect(outcomes("count('never', '5m')", pastOf([], watched))[0]?.value).toBe(value);
  });

  test.each([
    { source: "avg('x', '5m')", value: 'unknown' },
    { source: "count('x', '5m')", value: 'unknown' },
    { source: "avg('x', '1m')", value: 3 },
    { source: "last('x', '5m')", value: 3 },
    { source: "age('x')", value: 10 },
  ])('where older points were dropped, $source is $value', ({ source, value }) => {
    const history = pastOf([
      {
        metric: 'x',
        points: [
          [50, 3],
          [10, 3],
        ],
        dropped: 100,
      },
    ]);
    expect(outcomes(source, history)[0]?.value).toBe(value);
  });

  test.each(["anomaly('x') > 0.99", "anomaly('x', '1h') > 0.99", "forecast('x', '24h') > 95"])(
    '%s of five points is unknown',
    (source) => expect(answerOf(source, five)).toBe('unknown'),
  );

  test.each(["avg('x', '5m') > 1", "count('x', '5m') == 0", "age('x') > 5"])(
    'without a history %s is unknown',
    (source) => {
      const facts: Fact[] = [{ metric: 'x', labels: {}, value: 5 }];
      expect(outcomes(source, undefined, facts).map(({ value }) => value)).toEqual(['unknown']);
    },
  );
});

describe('age and absence', () => {
  test.each([
    { source: "age('x')", ago: 90, value: 90 },
    { source: "age('x')", ago: 6 * 86_400, value: 6 * 86_400 },
    { source: "age('x')", ago: 8 * 86_400, value: 'unknown' },
    { source: "age('x', '1h')", ago: 3_599, value: 3_599 },
    { source: "age('x', '1h')", ago: 3_600, value: 'unknown' },
    { source: "absent('x')", ago: 299, value: false },
    { source: "absent('x')", ago: 300, value: true },
    { source: "absent('x', '10m')", ago: 599, value: false },
    { source: "absent('x', '10m')", ago: 601, value: true },
  ])('$source, the newest $ago s ago, is $value', ({ source, ago, value }) => {
    expect(answerOf(source, [[ago, 1]])).toBe(value);
  });

  const known: Fact[] = [{ metric: 'x', labels: {}, value: 1 }];
  const missing: Fact[] = [{ metric: 'x', labels: {}, value: null }];
  test.each([
    { name: 'never seen, long watched', facts: [], watched: HOUR, value: true },
    { name: 'never seen, watched shortly', facts: [], watched: 4 * MINUTE, value: 'unknown' },
    { name: 'known to be missing', facts: missing, watched: 0, value: true },
    { name: 'there at this moment', facts: known, watched: HOUR, value: false },
  ])("absent('x'), $name, is $value", ({ facts, watched, value }) => {
    expect(outcomes("absent('x')", pastOf([], watched), facts)[0]?.value).toBe(value);
  });

  test('one mount that fell silent is absent, and after as long again forgotten', () => {
    const mounts = [
      { metric: 'disk', labels: { mount: '/' }, points: [[10, 1]] as Ago },
      { metric: 'disk', labels: { mount: '/data' }, points: [[400, 1]] as Ago },
      { metric: 'disk', labels: { mount: '/old' }, points: [[601, 1]] as Ago },
    ];
    const found = outcomes("absent('disk')", pastOf(mounts));
    expect(found.map(({ labels, value }) => [labels['mount'], value])).toEqual([
      ['/', false],
      ['/data', true],
    ]);
  });
});
