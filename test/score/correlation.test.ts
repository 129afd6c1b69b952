import { describe, expect, test } from 'vitest';
import type { Steps } from '../../src/score/correlation.ts';
import { chanceOf, correlate, isSharedTrend } from '../../src/score/correlation.ts';

/** 24 values that come back again and again. */
function cycle(values: readonly (number | null)[], count = 24): Steps {
  return Array.from({ length: count }, (_, index) => values[index % values.length] ?? null);
}

/** Runs that do not repeat: the sequence of a linear congruence. */
function restless(count: number, seed = 7): number[] {
  const values: number[] = [];
  for (let last = seed; values.length < count; ) {
    last = (last * 1_103_515_245 + 12_345) % 2_147_483_648;
    values.push(last / 2_147_483_648);
  }
  return values;
}

describe('correlation of equal steps', () => {
  // Of x = 1 2 3 4: mean 2.5, sum of squares 5 a round. y = 2 1 4 3: sum of products 3 a round, so r = 3 / 5.
  test.each([
    { name: 'the same', a: [1, 2, 3, 4], b: [1, 2, 3, 4], pearson: 1, spearman: 1 },
    { name: 'opposite', a: [1, 2, 3, 4], b: [8, 6, 4, 2], pearson: -1, spearman: -1 },
    { name: 'two pairs swapped', a: [1, 2, 3, 4], b: [2, 1, 4, 3], pearson: 0.6, spearman: 0.6 },
    // Deviations of b: -276.75 -267.75 -177.75 722.25; products 1543.5, squares 5 and 701520.75.
    { name: 'same ranks', a: [1, 2, 3, 4], b: [1, 10, 100, 1000], pearson: 0.8241, spearman: 1 },
    // Ranks of b are 1.5 1.5 3.5 3.5 a round: products 4, squares 4 and 5: 4 / sqrt(20).
    { name: 'ties', a: [1, 2, 3, 4], b: [5, 5, 9, 9], pearson: 0.8944, spearman: 0.8944 },
  ])('$name: Pearson $pearson, Spearman $spearman', ({ a, b, pearson, spearman }) => {
    const found = correlate(cycle(a), cycle(b), 0);
    expect(found).toMatchObject({ kind: 'correlation', lag: 0, count: 24 });
    if (found.kind !== 'correlation') return;
    expect(found.pearson).toBeCloseTo(pearson, 4);
    expect(found.spearman).toBeCloseTo(spearman, 4);
  });

  test.each([-3, -1, 0, 2, 5])('finds that one follows the other by %i steps', (lag) => {
    const values = restless(60);
    const later = values.map((_, index) => values[index - lag] ?? null);
    const found = correlate(values, later, 6);
    expect(found).toMatchObject({ kind: 'correlation', lag, count: 60 - Math.abs(lag) });
    if (found.kind === 'correlation') expect(found.pearson).toBeCloseTo(1, 10);
  });

  test('a step in which one is missing does not count', () => {
    const found = correlate(cycle([1, 2, null, 4], 40), cycle([1, 2, 3, 4], 40), 0);
    expect(found).toMatchObject({ kind: 'correlation', count: 30, pearson: 1 });
  });

  test('fewer than 20 steps say nothing', () => {
    const few = cycle([1, 2, 3], 19);
    expect(correlate(few, few, 3)).toEqual({ kind: 'not enough', have: 19, need: 20 });
  });

  test('what does not vary goes with nothing', () => {
    expect(correlate(cycle([5]), cycle([1, 2]), 2)).toEqual({ kind: 'steady', which: 'first' });
    expect(correlate(cycle([1, 2]), cycle([5]), 2)).toEqual({ kind: 'steady', which: 'second' });
  });

  test('two that only rise together share a trend and nothing else', () => {
    const [one, other] = [restless(100, 3), restless(100, 11)];
    const rising = (noise: readonly number[]) => noise.map((value, index) => index + 8 * value);
    const found = correlate(rising(one), rising(other), 0);
    if (found.kind !== 'correlation') throw new Error(found.kind);
    expect(found.pearson).toBeGreaterThan(0.95);
    expect(isSharedTrend(found)).toBe(true);
    const same = correlate(rising(one), rising(one), 0);
    expect(same.kind === 'correlation' && isSharedTrend(same)).toBe(false);
  });

  test('chance reaches 0.196 with 100 steps, and 0.392 with 25', () => {
    expect(chanceOf(100)).toBeCloseTo(0.196, 6);
    expect(chanceOf(25)).toBeCloseTo(0.392, 6);
  });
});
