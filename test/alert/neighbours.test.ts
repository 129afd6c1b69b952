import { describe, expect, test } from 'vitest';
import { limitsAround, limitsBeyond, ruleWithLimit } from '../../src/alert/backtest/neighbours.ts';
import { limitIn, withLimit } from '../../src/model/rule-limit.ts';
import { aRule } from './world.ts';

describe('the limit of a condition', () => {
  test.each([
    ['system.cpu > 90', 90, 'system.cpu > 85'],
    ["share('x', '1h', '> 5') >= 0.25", 0.25, "share('x', '1h', '> 5') >= 85"],
    ['x < -4', -4, 'x < 85'],
    ['x > 1 and y > 2', undefined, null],
    ["x == 'on'", undefined, null],
    ['x > y', undefined, null],
  ])('%s', (when, limit, other) => {
    expect(limitIn(when)?.limit).toBe(limit);
    expect(withLimit(when, 85)).toBe(other);
  });

  test.each([
    ['system.cpu > 90', 'percent', [80, 85, 95]],
    ['x > 95', 'percent', [85, 90]],
    ['x > 500', 'ms', [400, 450, 550, 600]],
    ['x > 3', 'count', [1, 2, 4, 5]],
    ['x > 0.5', 'ratio', [0.4, 0.45, 0.55, 0.6]],
    ['x > 0', 'count', [1, 2]],
    ['x > y', 'percent', []],
  ] as const)('%s has others around it', (when, unit, limits) => {
    expect(limitsAround(when, unit)).toEqual(limits);
  });

  test('takes the limit of clearing with it', () => {
    const rule = aRule('system.cpu > 90', { clear: 'system.cpu < 85' });
    expect(ruleWithLimit(rule, 80)).toMatchObject({
      levels: [{ when: 'system.cpu > 80' }],
      clear: 'system.cpu < 75',
    });
  });
});

test.each([
  ['system.cpu > 85', 'percent', [90, 95]],
  ['system.idle < 20', 'percent', [15, 10, 5]],
  ['x >= 100', 'ms', [110, 120, 130]],
  ['x == 5', 'count', []],
  ['x > 1 or y > 2', 'count', []],
] as const)('%s has others that let it fire less', (when, unit, limits) => {
  expect(limitsBeyond(when, unit, 3)).toEqual(limits);
});
