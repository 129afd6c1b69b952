import { describe, expect, test } from 'vitest';
import type { Point } from '../../src/model/sample.ts';
import { HOUR } from '../../src/model/time.ts';
import { baselineOf, changesOf, isUnusual, usualLately } from '../../src/score/baseline.ts';
import { wallClock } from '../../src/score/wall-clock.ts';

const BERLIN = 'Europe/Berlin';
const p = (text: string, value: number): Point => ({ at: Date.parse(text), value });

describe('what is usual in an hour of the week', () => {
  // Clocks went forward on 29 March: 09:00 in Berlin is 08:00 UTC before, 07:00 UTC after.
  const mondays = [
    p('2026-03-09T08:10Z', 10),
    p('2026-03-16T08:10Z', 12),
    p('2026-03-23T08:10Z', 14),
    p('2026-03-30T07:10Z', 16),
  ];

  test('the hour is that of the clocks on the wall, before and after they change', () => {
    const found = baselineOf(mondays, BERLIN).usual(Date.parse('2026-04-06T07:40Z'));
    // Median of 10, 12, 14, 16 is 13; distances 3, 1, 1, 3 have the median 2; 3 * 1.4826 * 2 = 8.8956.
    expect(found).toMatchObject({ median: 13, by: 'hour of week', hours: 4, weeks: 4 });
    if (!('median' in found)) return;
    expect(found.low).toBeCloseTo(13 - 8.8956, 10);
    expect(found.high).toBeCloseTo(13 + 8.8956, 10);
    expect([4, 5, 21, 22].map((value) => isUnusual(value, found))).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });

  test('an hour later, or with two weeks alone, nothing is known', () => {
    const missing = { kind: 'not enough', need: 5, what: 'days' };
    const { usual } = baselineOf(mondays, BERLIN);
    expect(usual(Date.parse('2026-04-06T08:00Z'))).toEqual({ ...missing, have: 0 });
    const few = baselineOf(mondays.slice(0, 2), BERLIN);
    expect(few.usual(Date.parse('2026-04-06T07:00Z'))).toEqual({ ...missing, have: 2 });
  });

  test('the range does not go below 0 where nothing was', () => {
    const low = mondays.map(({ at, value }) => ({ at, value: value - 10 }));
    expect(baselineOf(low, BERLIN).usual(Date.parse('2026-04-06T07:40Z'))).toMatchObject({
      low: 0,
    });
  });

  test('five days are enough for the hour of the day, and an hour that comes twice counts once', () => {
    // On 25 October 02:30 comes at 00:30 and at 01:30 UTC.
    const days = [20, 21, 22, 23].map((day) => p(`2026-10-${day}T00:30Z`, 10));
    const twice = [p('2026-10-25T00:30Z', 10), p('2026-10-25T01:30Z', 20)];
    const at = Date.parse('2026-10-27T01:30Z');
    const found = baselineOf([...days, ...twice], BERLIN).usual(at);
    expect(found).toMatchObject({ median: 10, by: 'hour of day', hours: 5, weeks: 1 });
    const four = baselineOf([...days.slice(1), ...twice], BERLIN).usual(at);
    expect(four).toEqual({ kind: 'not enough', have: 4, need: 5, what: 'days' });
  });

  test('three weeks that are alike by chance have at least the range of the other hours', () => {
    const weeks = ['05', '12', '19'];
    const quiet = weeks.map((day) => p(`2026-01-${day}T03:00Z`, 50));
    const noisy = weeks.flatMap((day, index) =>
      [4, 5, 6].map((hour) => p(`2026-01-${day}T0${hour}:00Z`, 50 + index - 1)),
    );
    // Distances of all hours: six are 0, six are 1; the median is 0.5.
    const found = baselineOf([...quiet, ...noisy], 'UTC').usual(Date.parse('2026-01-26T03:00Z'));
    expect(found).toMatchObject({ median: 50, high: 50 + 3 * 1.4826 * 0.5 });
  });
});

test('an hour that touches two of the clock has the range of both', () => {
  const weeks = ['05', '12', '19'];
  const points = weeks.flatMap((day) => [
    p(`2026-01-${day}T08:00Z`, 10),
    p(`2026-01-${day}T09:00Z`, 40),
  ]);
  const baseline = baselineOf(points, 'UTC');
  const lately = (at: string) => usualLately(baseline, Date.parse(at));
  expect(lately('2026-01-26T09:20Z')).toMatchObject({ median: 40, low: 10, high: 40 });
  expect(lately('2026-01-26T09:00Z')).toMatchObject({ median: 10, low: 10, high: 10 });
  expect(lately('2026-01-26T10:00Z')).toMatchObject({ median: 40, low: 40, high: 40 });
});

test('the last hour against yesterday and a week ago, by the clocks on the wall', () => {
  const points = [
    p('2026-03-23T06:30Z', 99),
    p('2026-03-23T07:30Z', 20),
    p('2026-03-29T06:30Z', 40),
    p('2026-03-30T06:30Z', 50),
  ];
  const now = Date.parse('2026-03-30T07:00Z');
  expect(changesOf(points, BERLIN, now)).toEqual({ now: 50, yesterday: 10, lastWeek: 30 });
  expect(changesOf(points.slice(2), BERLIN, now)).toEqual({
    now: 50,
    yesterday: 10,
    lastWeek: null,
  });
  expect(changesOf(points, BERLIN, now + 5 * HOUR).now).toBeNull();
});

test.each([
  ['Asia/Kolkata', '2026-01-01T00:00Z', 5.5],
  ['America/St_Johns', '2026-07-01T12:00Z', -2.5],
  ['Europe/Berlin', '2026-03-29T00:59Z', 1],
  ['Europe/Berlin', '2026-03-29T01:00Z', 2],
])('clocks in %s at %s are ahead by %s hours', (zone, at, hours) => {
  const moment = Date.parse(at);
  expect(wallClock(zone).shows(moment) - moment).toBe(hours * HOUR);
});
