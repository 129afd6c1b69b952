import { describe, expect, test } from 'vitest';
import type { Point } from '../../src/model/sample.ts';
import { DAY, HOUR } from '../../src/model/time.ts';
import { fullIn } from '../../src/score/forecast.ts';

describe('full in', () => {
  const START = Date.UTC(2026, 0, 1);
  /** Hourly points. */
  const hourly = (...values: number[]): Point[] =>
    values.map((value, index) => ({ at: START + index * HOUR, value }));
  const ramp = (count: number, from: number, step: number) =>
    hourly(...Array.from({ length: count }, (_, index) => from + index * step));

  test('a straight rise is continued to the limit', () => {
    expect(fullIn(ramp(25, 50, 1), 100)).toEqual({ at: START + 50 * HOUR });
  });

  test('the order of the points does not matter', () => {
    expect(fullIn(ramp(25, 50, 1).reverse(), 100)).toEqual({ at: START + 50 * HOUR });
  });

  test('noise around a rise is smoothed', () => {
    const wobbly = ramp(49, 50, 0.5).map(({ at, value }, index) => ({
      at,
      value: value + (index % 2 ? 0.4 : -0.4),
    }));
    const found = fullIn(wobbly, 100);
    expect(Math.abs((found?.at ?? 0) - (START + 100 * HOUR))).toBeLessThan(2 * HOUR);
  });

  test('what is full already is full at its last point', () => {
    expect(fullIn(hourly(100), 100)).toEqual({ at: START });
  });

  test('never before the last point, where the line meets the limit earlier', () => {
    const points = hourly(50, 60, 70, 80, 90, 99.5, 99.6, 99.7);
    expect(fullIn(points, 99.9)?.at).toBe(START + 7 * HOUR);
  });

  test.each([
    { name: 'no points', points: [], limit: 100 },
    { name: 'too few points', points: ramp(4, 50, 1), limit: 100 },
    {
      name: 'too short a time',
      points: ramp(9, 50, 1).map(({ at, value }) => ({ at: START + (at - START) / 60, value })),
      limit: 100,
    },
    { name: 'a fall', points: ramp(25, 50, -1), limit: 100 },
    { name: 'a standstill', points: ramp(25, 50, 0), limit: 100 },
    { name: 'up and down', points: hourly(10, 90, 12, 88, 14, 86, 20, 84, 30), limit: 100 },
    {
      name: 'more than 90 days ahead',
      points: ramp(25, 50, 50 / ((91 * DAY) / HOUR + 25)),
      limit: 100,
    },
  ])('$name gives no date', ({ points, limit }) => {
    expect(fullIn(points, limit)).toBeNull();
  });
});
