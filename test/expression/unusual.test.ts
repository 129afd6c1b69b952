import { describe, expect, test } from 'vitest';
import { type RecentPoints, recentPoints } from '../../src/alert/recent.ts';
import { evaluate, indexFacts } from '../../src/expression/evaluate.ts';
import { wantedOf } from '../../src/expression/names.ts';
import { type Expression, parseExpression } from '../../src/expression/parse.ts';
import { MINUTE } from '../../src/model/time.ts';

/** Minutes at which `x` is far from what it is else. */
const SPIKES: readonly number[] = [200, 205];
const valueAt = (minute: number) => (SPIKES.includes(minute) ? 500 : 50 + (minute % 7));

function parsed(source: string): Expression {
  const expression = parseExpression(source);
  if (expression.kind === 'problem') throw new Error(expression.message);
  return expression;
}

function pastFor(expression: Expression): RecentPoints {
  return recentPoints(wantedOf([expression]), 0);
}

function append(recent: RecentPoints, from: number, to: number): void {
  for (let minute = from; minute <= to; minute++) {
    recent.append(minute * MINUTE, [{ metric: 'x', labels: {}, value: valueAt(minute) }]);
  }
}

function answer(expression: Expression, recent: RecentPoints, minute: number) {
  return evaluate(expression, indexFacts([], recent.history(minute * MINUTE)))[0]?.value;
}

describe.each([
  { source: "anomaly('x') > 0.99", minutes: 15 },
  { source: "anomaly('x', '1h') > 0.99", minutes: 60 },
])('$source', ({ source, minutes }) => {
  test.each([
    { name: 'is unknown before there is enough', minute: 22, holds: 'unknown' },
    { name: 'does not hold while all is as ever', minute: 199, holds: false },
    { name: 'holds at once', minute: 200, holds: true },
    { name: 'holds as long as it looks back', minute: 200 + minutes - 1, holds: true },
    { name: 'is over then', minute: 205 + minutes, holds: false },
  ])('$name', ({ minute, holds }) => {
    const expression = parsed(source);
    const [once, each] = [pastFor(expression), pastFor(expression)];
    append(once, 0, minute);
    for (let now = 0; now <= minute; now++) {
      append(each, now, now);
      answer(expression, each, now);
    }
    expect(answer(expression, once, minute)).toBe(holds);
    expect(answer(expression, each, minute)).toBe(holds);
  });
});

describe('a score', () => {
  const expression = parsed("anomaly('x')");

  test('is the same when what is stored comes after the first rounds', () => {
    const [whole, late] = [pastFor(expression), pastFor(expression)];
    append(whole, 0, 203);
    append(late, 202, 203);
    answer(expression, late, 203);
    const stored = Array.from({ length: 202 }, (_, minute) => ({
      at: minute * MINUTE,
      value: valueAt(minute),
    }));
    late.preload('x', {}, stored);
    expect(answer(expression, late, 203)).toBeGreaterThan(0.99);
    expect(answer(expression, late, 203)).toBe(answer(expression, whole, 203));
  });

  test('of before is the same when the clock is set back', () => {
    const recent = pastFor(expression);
    append(recent, 0, 210);
    expect(answer(expression, recent, 210)).toBeGreaterThan(0.99);
    expect(answer(expression, recent, 199)).toBeLessThan(0.5);
  });

  test('is unknown of what fell silent', () => {
    const recent = pastFor(expression);
    append(recent, 0, 210);
    expect(answer(expression, recent, 226)).toBe('unknown');
  });
});
