import { describe, expect, test } from 'vitest';
import { evenly, summarise } from '../../src/report/series.ts';

const points = (...pairs: [number, number][]) => pairs.map(([at, value]) => ({ at, value }));

describe('values evenly spaced', () => {
  test.each([
    ['averages what falls together', points([0, 1], [1, 3], [5, 10]), 2, [2, 10]],
    [
      'leaves a gap a gap',
      points([0, 1], [10, 2], [20, 3], [70, 4], [80, 5], [90, 6]),
      10,
      [1, 2, 3, null, null, null, null, 4, 5, 6],
    ],
    [
      'holds a value until the next when there are more spans than points',
      points([0, 1], [25, 2], [50, 3], [75, 4]),
      8,
      [1, 1, 2, 2, 3, 3, 4, null],
    ],
    ['passes over what lies outside', points([-5, 9], [0, 1], [99, 2], [100, 9]), 1, [1.5]],
    ['has nothing without points', [], 3, [null, null, null]],
    ['does not stretch a single point', points([50, 7]), 4, [null, null, 7, null]],
  ])('%s', (_, given, count, values) => {
    const to = given.length === 3 && count === 2 ? 10 : 100;
    expect(evenly(given, { from: 0, to }, count)).toEqual(values);
  });
});

test('a summary by hand', () => {
  expect(summarise(points([0, 4], [1, 1], [2, 7]))).toEqual({
    min: 1,
    average: 4,
    max: 7,
    last: 7,
  });
  expect(summarise([])).toBeNull();
});
