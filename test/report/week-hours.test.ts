import { expect, test } from 'vitest';
import { HOUR } from '../../src/model/time.ts';
import { extremeHours, weekHours } from '../../src/report/week-hours.ts';

const BERLIN = 'Europe/Berlin';
const utc = (day: number, hour: number) => Date.UTC(2026, 2, day, hour, 30);

test.each([
  // 28 March 2026 is a Saturday: clocks are an hour ahead of UTC, from Sunday 02:00 on two.
  { name: 'winter', at: utc(28, 12), day: 5, hour: 13 },
  { name: 'the last hour before clocks move', at: utc(29, 0), day: 6, hour: 1 },
  { name: 'the hour that follows it is 03:00', at: utc(29, 1), day: 6, hour: 3 },
  { name: 'summer', at: utc(30, 12), day: 0, hour: 14 },
  { name: 'a night that is the next day there', at: utc(30, 22), day: 1, hour: 0 },
])('$name', ({ at, day, hour }) => {
  const cells = weekHours([{ at, value: 7 }], BERLIN);
  expect(cells[day]?.[hour]).toBe(7);
  expect(cells.flat().filter((value) => value !== null)).toHaveLength(1);
});

test('an hour that comes twice counts in one cell, as a mean', () => {
  // 25 October 2026: 02:30 comes at 00:30 and at 01:30 UTC.
  const first = Date.UTC(2026, 9, 25, 0, 30);
  const points = [
    { at: first, value: 10 },
    { at: first + HOUR, value: 20 },
    { at: first + 7 * 24 * HOUR + HOUR, value: 60 },
  ];
  expect(weekHours(points, BERLIN)[6]?.[2]).toBe(30);
});

test('the busiest and the quietest hour', () => {
  const cells = weekHours(
    [
      { at: utc(28, 12), value: 3 },
      { at: utc(29, 12), value: 9 },
      { at: utc(30, 12), value: 1 },
    ],
    'UTC',
  );
  expect(extremeHours(cells)).toEqual({
    peak: { when: 'Sun 12:00', value: 9 },
    quietest: { when: 'Mon 12:00', value: 1 },
  });
  expect(extremeHours([[null]])).toBeNull();
});
