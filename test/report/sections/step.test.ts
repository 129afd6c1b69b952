import { expect, test } from 'vitest';
import { DAY, MINUTE } from '../../../src/model/time.ts';
import { stepFor } from '../../../src/report/sections/step.ts';

test.each([
  // 4 days of 300 s are 1152 values of each.
  { name: 'a day of one target', days: 4, series: 9, minutes: 5 },
  // 10 days * 1440 / 3000 = 4.8 minutes.
  { name: 'a week of one target', days: 10, series: 9, minutes: 5 },
  // 14400 minutes * 180 / 150000 = 17.3 minutes.
  { name: 'a week of a fleet', days: 10, series: 180, minutes: 20 },
  // 33 * 1440 / 3000 = 15.84 minutes.
  { name: 'a month of one target', days: 33, series: 1, minutes: 20 },
  // 47520 minutes * 400 / 150000 = 126.7 minutes.
  { name: 'a month of the most series', days: 33, series: 400, minutes: 240 },
])('$name is looked at every $minutes min', ({ days, series, minutes }) => {
  expect(stepFor(days * DAY, series)).toBe(minutes * MINUTE);
});
