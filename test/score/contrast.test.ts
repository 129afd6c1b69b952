import { describe, expect, test } from 'vitest';
import { contrastOf } from '../../src/score/contrast.ts';

const times = (values: readonly number[], count: number) =>
  Array.from({ length: count }, (_, index) => values[index % values.length] ?? 0);

describe('whether two sides differ by more than usual', () => {
  // 10 20 30: median 20, distances 10 0 10, whose median is 10: the spread is 14.826.
  test.each([
    { name: 'a shift within the spread', a: [10, 20, 30], b: [24, 34, 44], by: 14, unusual: false },
    { name: 'a shift beyond it', a: [10, 20, 30], b: [25, 35, 45], by: 15, unusual: true },
    { name: 'down', a: [10, 20, 30], b: [-10, 0, 10], by: -20, unusual: true },
    { name: 'none', a: [10, 20, 30], b: [10, 20, 30], by: 0, unusual: false },
  ])('$name', ({ a, b, by, unusual }) => {
    const found = contrastOf(times(a, 12), times(b, 12));
    expect(found).toMatchObject({ kind: 'contrast', difference: by, isUnusual: unusual });
    if (found.kind === 'contrast') expect(found.spread).toBeCloseTo(14.826, 9);
  });

  test('what never moved differs as soon as it is another', () => {
    expect(contrastOf(times([5], 12), times([6], 12))).toEqual({
      ...{ kind: 'contrast', difference: 1, spread: 0, isUnusual: true },
    });
    expect(contrastOf(times([5], 12), times([5], 12))).toMatchObject({ isUnusual: false });
  });

  test('one wild value changes nothing', () => {
    const [a, b] = [times([10, 20, 30], 12), times([10, 20, 30], 12)];
    expect(contrastOf(a, [...b.slice(1), 1e9])).toMatchObject({ isUnusual: false });
  });

  test('fewer than 12 values of a side say nothing', () => {
    const found = contrastOf(times([1], 11), times([1], 40));
    expect(found).toEqual({ kind: 'not enough', have: 11, need: 12 });
  });
});
