import { describe, expect, test } from 'vitest';
import { compileRule } from '../../src/alert/compile.ts';
import { judge } from '../../src/alert/judge.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import { checkUnits } from '../../src/expression/units.ts';
import type { Unit } from '../../src/model/metric.ts';
import { measuredName, measuredText } from '../../src/report/measured.ts';
import { aRule } from '../commands/stub-context.ts';
import { anAlert } from './alerts.ts';

describe('what a function over a window measured', () => {
  test.each<[string | undefined, number, number, Unit, string]>([
    ['count(2m)', 60, 3, 'percent', '60 (limit > 3)'],
    ['changes(5m)', 4, 3, 'bytes', '4 (limit > 3)'],
    ['distinct(5m)', 4, 3, 'ratio', '4 (limit > 3)'],
    ['anomaly', 3.4, 3, 'percent', '3.4 (limit > 3)'],
    ['share(5m, > 90)', 0.9, 0.5, 'percent', '90 % (limit > 50 %)'],
    ['rate(5m)', 2_000_000, 1_000, 'bytes', '2 MB/s (limit > 1 kB/s)'],
    ['slope(5m)', 0.02, 0.01, 'percent', '0.02 %/s (limit > 0.01 %/s)'],
    ['rate(5m)', 5, 0.5, 'count', '5/s (limit > 0.5/s)'],
    ['age', 90, 60, 'percent', '1 min (limit > 1 min)'],
    ['avg(5m)', 91, 90, 'percent', '91 % (limit > 90 %)'],
    [undefined, 0.02, 0.01, 'none', '0.02 (limit > 0.01)'],
    [undefined, 0.996, 0.995, 'ratio', '99.6 % (limit > 99.5 %)'],
    [undefined, 0.3137, 0.25, 'count', '0.31 (limit > 0.25)'],
    [undefined, 94.06, 90, 'percent', '94.1 % (limit > 90 %)'],
  ])('%s of %d', (window, value, limit, unit, text) => {
    const evidence = { metric: 'system.cpu', value, operator: '>', limit };
    const seen = window === undefined ? evidence : { ...evidence, window };
    expect(measuredText({ evidence: seen }, unit)).toBe(text);
  });

  test('is named by it', () => {
    const evidence = { metric: 'system.cpu', value: 1, operator: '>', limit: 0 };
    expect(measuredName({ ...evidence, window: 'count(2m)' })).toBe('count(2m) of system.cpu');
    expect(measuredName(evidence)).toBe('system.cpu');
    expect(measuredName({ ...evidence, metric: null })).toBe('');
  });

  test('stays with what a rule saw', () => {
    const levels = [{ severity: 'warning', when: "count('system.cpu', '2m') > 3" }] as const;
    const facts = { series: () => undefined };
    const [verdict] = judge(compileRule(aRule({ levels })), facts);
    expect(verdict?.evidence.window).toBe('count(2m)');
    expect(anAlert().evidence.window).toBeUndefined();
  });
});

test('a number that is proposed is one that people would write', () => {
  const parsed = parseExpression('orders.rate > 1.1');
  if (parsed.kind === 'problem') throw new Error(parsed.message);
  expect(checkUnits(parsed, () => 'ratio')?.message).toContain('write 0.011, not 1.1');
});
