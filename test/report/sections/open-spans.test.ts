import { describe, expect, test } from 'vitest';
import type { AlertState } from '../../../src/model/alert.ts';
import { NEW_LIFE } from '../../../src/model/alert.ts';
import { covered, openSpans } from '../../../src/report/sections/open-spans.ts';
import { RULE } from '../alerts.ts';

const RANGE = { from: 100, to: 200 };

function span([from, to]: readonly [number, number]) {
  return { from, to };
}

describe('when an alert was open', () => {
  const over = (since: number, firedAt: number, at: number): AlertState => ({
    ...{ kind: 'resolved', since, firedAt, at },
    ...{ by: RULE, note: null },
  });
  const cut = Array.from({ length: 20 }, (_, index) => 91 + 2 * index);
  test.each<{
    readonly name: string;
    readonly state: AlertState;
    readonly changes: readonly number[];
    readonly spans: readonly (readonly [number, number])[];
    readonly count: number;
  }>([
    {
      name: 'from when its condition was seen first',
      ...{ state: over(110, 120, 150), changes: [120, 150], spans: [[110, 150]], count: 1 },
    },
    {
      name: 'a person ended it',
      ...{ state: over(110, 120, 150), changes: [120], spans: [[110, 150]], count: 1 },
    },
    {
      name: 'of another product, without changes',
      ...{ state: over(50, 50, 300), changes: [], spans: [[100, 200]], count: 1 },
    },
    {
      name: 'it came back twice, and is open',
      state: { kind: 'firing', since: 180, firedAt: 90 },
      changes: [90, 110, 150, 160, 180],
      spans: [
        [100, 110],
        [150, 160],
        [180, 200],
      ],
      count: 3,
    },
    {
      // Of its firings at 91, 95 ... 127 the first two were over before 100.
      name: 'more often than is kept',
      ...{ state: over(127, 60, 129), changes: cut, spans: [[100, 129]], count: 8 },
    },
  ])('$name', ({ state, changes, spans, count }) => {
    const found = openSpans({ state, life: { ...NEW_LIFE, changes } }, RANGE);
    expect(found).toEqual({ spans: spans.map(span), count, isCut: changes.length === 20 });
  });
});

test.each<{ readonly all: readonly (readonly [number, number])[]; readonly sum: number }>([
  { all: [], sum: 0 },
  {
    all: [
      [20, 30],
      [0, 10],
    ],
    sum: 20,
  },
  {
    all: [
      [0, 10],
      [5, 20],
      [6, 8],
    ],
    sum: 20,
  },
])('$all cover $sum', ({ all, sum }) => {
  expect(covered(all.map(span))).toBe(sum);
});
