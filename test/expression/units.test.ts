import { expect, test } from 'vitest';
import { parseExpression } from '../../src/expression/parse.ts';
import { checkUnits } from '../../src/expression/units.ts';
import type { Unit } from '../../src/model/metric.ts';

const UNITS: Readonly<Record<string, Unit>> = { ok_rate: 'ratio', cpu: 'percent' };

function check(source: string) {
  const expression = parseExpression(source);
  if (expression.kind === 'problem') throw new Error(expression.message);
  return checkUnits(expression, (metric) => UNITS[metric]);
}

test.each([
  { source: 'ok_rate < 80', at: 10, says: 'write 0.8, not 80' },
  { source: '80 > ok_rate', at: 0, says: 'write 0.8, not 80' },
  { source: 'cpu > 5 and not ok_rate > 95.5', at: 26, says: 'write 0.955, not 95.5' },
  { source: 'ok_rate < 500', at: 10, says: 'write a number up to 1, not 500' },
  { source: 'ok_rate in [0.5, 50]', at: 17, says: 'write 0.5, not 50' },
  { source: "avg('ok_rate', '5m') < 80", at: 23, says: 'write 0.8, not 80' },
  { source: "p95('ok_rate', '5m') < 80", at: 23, says: 'write 0.8, not 80' },
  { source: "share('cpu', '1h', '> 90') > 50", at: 29, says: 'write 0.5, not 50' },
  { source: '[ok_rate, cpu].all(x, x < 80)', at: 26, says: 'write 0.8, not 80' },
])('$source is refused', ({ source, at, says }) => {
  const problem = check(source);
  expect(problem).toMatchObject({ kind: 'problem', position: at });
  expect(problem?.message).toBe(`a ratio is 0 to 1: ${says}`);
});

test.each([
  'ok_rate < 0.8',
  'ok_rate >= 1',
  'cpu > 80',
  'other > 80',
  'ok_rate * 100 < 80',
  "sum('ok_rate', '5m') > 80",
  "count('ok_rate', '5m') > 80",
  "share('cpu', '1h', '> 90') > 0.5",
  "ok_rate == 'text'",
])('%s is fine', (source) => {
  expect(check(source)).toBeNull();
});
