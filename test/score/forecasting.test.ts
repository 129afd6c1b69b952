import { describe, expect, test } from 'vitest';
import type { Point } from '../../src/model/sample.ts';
import { DAY, HOUR, MINUTE } from '../../src/model/time.ts';
import type { End } from '../../src/score/forecast-reach.ts';
import { reachOf } from '../../src/score/forecast-reach.ts';
import { forecastOf } from '../../src/score/forecasting.ts';
import { projectMonth } from '../../src/score/month-projection.ts';

/** Monday 2026-02-02 00:00 UTC. */
const START = Date.UTC(2026, 1, 2);
const FULL: End = { at: 100, by: 'rising' };

function hours(days: number, valueAt: (hour: number) => number): Point[] {
  return Array.from({ length: days * 24 + 1 }, (_, hour) => ({
    at: START + hour * HOUR,
    value: valueAt(hour),
  }));
}

function made(points: readonly Point[]) {
  const found = forecastOf(points, { zone: 'UTC' });
  if (found.kind !== 'forecast') throw new Error(JSON.stringify(found));
  return found;
}

describe('a forecast', () => {
  test('a line goes on as it was: one percent a day from 50 is full 50 days after', () => {
    const found = made(hours(20, (hour) => 30 + hour / 24));
    expect(found).toMatchObject({ method: 'straight line', tries: 14, unit: DAY, lead: 7 * DAY });
    expect(found.error).toBeCloseTo(0, 6);
    const reach = reachOf(found, FULL);
    if (reach.kind !== 'expected') throw new Error(reach.kind);
    // The last of the hours is the 20th day; cells are means of an hour.
    expect(Math.abs(reach.at - (START + 70 * DAY))).toBeLessThan(2 * HOUR);
    expect(reach.early).toBeLessThanOrEqual(reach.at);
    expect(reach.late).toBeGreaterThanOrEqual(reach.at);
  });

  test('what fell goes on falling to its end', () => {
    const found = made(hours(20, (hour) => 60 - hour / 24));
    const reach = reachOf(found, { at: 0, by: 'falling' });
    if (reach.kind !== 'expected') throw new Error(reach.kind);
    expect(Math.abs(reach.at - (START + 60 * DAY))).toBeLessThan(2 * HOUR);
  });

  test('hours of the day that come again are expected again', () => {
    const found = made(hours(14, (hour) => (hour % 24 < 12 ? 10 : 40)));
    expect(found.method).toBe('seasonal');
    expect(found.error).toBeLessThan(1);
    expect(found.at(START + 16 * DAY + 6.5 * HOUR).expected).toBeCloseTo(10, 0);
    expect(found.at(START + 16 * DAY + 18.5 * HOUR).expected).toBeCloseTo(40, 0);
  });

  test('what began to rise in the history is followed from there', () => {
    const found = made(hours(28, (hour) => (hour < 8 * 24 ? 20 : 20 + (hour - 8 * 24) / 12)));
    expect(found.method).toBe('recent line');
    const reach = reachOf(found, FULL);
    if (reach.kind !== 'expected') throw new Error(reach.kind);
    // 60 on day 28, and 2 a day more.
    expect(Math.abs(reach.at - (START + 48 * DAY))).toBeLessThan(2 * HOUR);
  });

  test('what wobbled is expected in a range that grows', () => {
    const found = made(hours(28, (hour) => 50 + ((hour * 7_919) % 11)));
    const near = found.at(found.last.at + DAY);
    const far = found.at(found.last.at + 60 * DAY);
    expect(near.high - near.low).toBeGreaterThan(5);
    expect(far.high - far.low).toBeGreaterThan(near.high - near.low);
    expect(reachOf(found, FULL)).toEqual({ kind: 'not within', until: found.last.at + 90 * DAY });
  });

  test('a short history looks not far ahead, and is tried in parts of it', () => {
    const points = Array.from({ length: 25 }, (_, index) => ({
      at: START + index * 5 * MINUTE,
      value: 40 + index,
    }));
    const found = made(points);
    expect(found).toMatchObject({ unit: 10 * MINUTE, tries: 9, until: START + 10 * HOUR });
    const reach = reachOf(found, FULL);
    // One percent in five minutes: 36 more of them.
    expect(reach).toMatchObject({ kind: 'expected' });
    if (reach.kind === 'expected')
      expect(Math.abs(reach.at - (START + 5 * HOUR))).toBeLessThan(MINUTE);
  });

  test('what is full is full, and values stay within what there can be', () => {
    const points = hours(10, (hour) => 90 + hour / 24);
    const found = forecastOf(points, { zone: 'UTC', bounds: [0, 100] });
    if (found.kind !== 'forecast') throw new Error(found.kind);
    expect(reachOf(found, { at: 99, by: 'rising' })).toEqual({ kind: 'reached' });
    expect(found.at(found.last.at + 9 * DAY)).toMatchObject({ expected: 100, high: 100 });
  });

  test.each([
    [hours(1, () => 1).slice(0, 5), { have: 5, need: 12, what: 'points' }],
    [
      hours(1, () => 1).map(({ value }, index) => ({ at: index * MINUTE, value })),
      { have: 0, need: 1, what: 'hours' },
    ],
    [[], { have: 0, need: 12, what: 'points' }],
  ])('%# says how much is missing', (points, missing) => {
    expect(forecastOf(points, { zone: 'UTC' })).toEqual({ kind: 'not enough', ...missing });
  });
});

test('a month comes to what it has and what its days add', () => {
  // Mean 10, sd sqrt(10 / 4) = 1.5811; 10 days left: 1.6449 * 1.5811 * sqrt(10 + 100 / 5) = 14.2451.
  const found = projectMonth(200, { days: [8, 9, 10, 11, 12], left: 10 });
  expect(found).toMatchObject({ kind: 'projection', expected: 300 });
  if (found.kind !== 'projection') return;
  expect(found.low).toBeCloseTo(285.755, 2);
  expect(found.high).toBeCloseTo(314.245, 2);
  expect(projectMonth(5, { days: [1, 2], left: 3 })).toMatchObject({ have: 2, need: 5 });
});
