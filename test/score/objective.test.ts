import { expect, test } from 'vitest';
import type { CheckChange, CheckStatus } from '../../src/model/check.ts';
import { DAY, HOUR, MINUTE } from '../../src/model/time.ts';
import { allowanceOf, burnRates } from '../../src/score/objective.ts';

const NOW = 100 * DAY;
// 0.1 % of 30 days are 43.2 minutes.
const SLO = { target: 99.9, window: 30 * DAY };

/** Changes by how many minutes ago they were. */
function ago(...changes: readonly (readonly [number, CheckStatus])[]): CheckChange[] {
  return changes.map(([minutes, status]) => ({
    ...{ check: 1, at: NOW - minutes * MINUTE, status },
    reason: '',
  }));
}

const LONG = 40 * 24 * 60;

test.each([
  { name: 'nothing is known', changes: ago(), left: 43.2, hour: 0, sixHours: 0 },
  { name: 'all is well', changes: ago([LONG, 'healthy']), left: 43.2, hour: 0, sixHours: 0 },
  {
    name: 'down for 3 minutes, and still',
    changes: ago([LONG, 'healthy'], [3, 'error']),
    left: 40.2,
    // 3 of 60 minutes, a thousandth of which may be down; of 5 minutes it is more.
    hour: 50,
    sixHours: 3 / 360 / 0.001,
  },
  {
    name: 'down for 3 minutes, over since 10',
    changes: ago([LONG, 'healthy'], [13, 'error'], [10, 'healthy']),
    left: 40.2,
    hour: 0,
    sixHours: 3 / 360 / 0.001,
  },
  {
    name: 'over for longer than both short windows',
    changes: ago([LONG, 'healthy'], [100, 'error'], [40, 'healthy']),
    left: -16.8,
    hour: 0,
    sixHours: 0,
  },
  {
    name: 'what lies before the window is used up no more',
    changes: ago([LONG, 'error'], [30 * 24 * 60 - 1, 'healthy']),
    left: 42.2,
    hour: 0,
    sixHours: 0,
  },
  {
    name: 'what nobody saw uses up nothing',
    changes: ago([LONG, 'healthy'], [3, 'error'], [2, 'unknown']),
    left: 42.2,
    hour: 1 / 60 / 0.001,
    sixHours: 1 / 360 / 0.001,
  },
])('$name', ({ changes, left, hour, sixHours }) => {
  const allowance = allowanceOf(changes, SLO, NOW);
  expect(allowance.allowed / MINUTE).toBeCloseTo(43.2);
  expect(allowance.left / MINUTE).toBeCloseTo(left);
  const rates = burnRates(changes, SLO, NOW);
  expect(rates.hour).toBeCloseTo(hour);
  expect(rates.sixHours).toBeCloseTo(sixHours);
});

test('another objective has another budget', () => {
  const week = { target: 99, window: 7 * DAY };
  expect(allowanceOf(ago([LONG, 'healthy']), week, NOW).allowed).toBeCloseTo(1.68 * HOUR);
  expect(burnRates(ago([LONG, 'error']), week, NOW)).toEqual({
    hour: expect.closeTo(100),
    sixHours: expect.closeTo(100),
  });
});
