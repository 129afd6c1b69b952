import { describe, expect, test } from 'vitest';
import { evaluate, indexFacts } from '../../src/expression/evaluate.ts';
import { parseExpression } from '../../src/expression/parse.ts';
import type { Fact } from '../../src/model/sample.ts';

function answerOf(source: string, values: Readonly<Record<string, Fact['value']>>): unknown {
  const expression = parseExpression(source);
  if (expression.kind === 'problem') throw new Error(expression.message);
  const facts = Object.entries(values).map(([metric, value]) => ({ metric, labels: {}, value }));
  return evaluate(expression, indexFacts(facts))[0]?.value;
}

const facts = { host: 'web-12.example', n: 5, gone: null, flag: '\u{1f6a9}é' };

test.each([
  { source: "matches(host, '^web-[0-9]+')", value: true },
  { source: "host.matches('^web-[0-9]+')", value: true },
  { source: "host.matches('[0-9]')", value: true },
  { source: "host.matches('^[0-9]')", value: false },
  { source: "host.matches('(?i)EXAMPLE$')", value: true },
  { source: "host.startsWith('web-') and host.endsWith('example')", value: true },
  { source: "host.contains('12.') and not host.contains('13')", value: true },
  { source: "'the web-12.example'.contains(host)", value: true },
  { source: 'size(host)', value: 14 },
  { source: 'flag.size()', value: 2 },
  { source: "matches(n, '5')", value: 'unknown' },
  { source: "gone.matches('x')", value: 'unknown' },
  { source: "nowhere.startsWith('x')", value: 'unknown' },
  { source: 'host.contains(n)', value: 'unknown' },
  { source: 'size(n)', value: 'unknown' },
])('$source is $value', ({ source, value }) => {
  expect(answerOf(source, facts)).toBe(value);
});

describe('lists', () => {
  const values = { a: 5, b: 50, code: 503, text: 'b', gone: null };
  test.each([
    { source: 'code in [500, 502, 503]', value: true },
    { source: 'code in [500, 502]', value: false },
    { source: "text in ['a', 'b']", value: true },
    { source: 'not code in [1]', value: true },
    { source: 'code in []', value: false },
    { source: 'code in [500, nowhere]', value: 'unknown' },
    { source: 'code in [503, nowhere]', value: true },
    { source: 'gone in [1]', value: 'unknown' },
    { source: 'size([1, 2, 3]) + [a].size()', value: 4 },
    { source: '[a, b].exists(x, x > 40)', value: true },
    { source: '[a, b].all(x, x > 40)', value: false },
    { source: '[a, b].exists_one(x, x > 1)', value: false },
    { source: '[a, b].exists_one(x, x > 40)', value: true },
    { source: '[a, nowhere].exists(x, x > 40)', value: 'unknown' },
    { source: '[b, nowhere].exists(x, x > 40)', value: true },
    { source: '[a, nowhere].all(x, x > 40)', value: false },
    { source: '[b, nowhere].all(x, x > 40)', value: 'unknown' },
    { source: '[b, nowhere].exists_one(x, x > 40)', value: 'unknown' },
    { source: '[a, b, nowhere].exists_one(x, x > 1)', value: false },
    { source: '[].exists(x, x > 1) or not [].all(x, x > 1)', value: false },
    { source: '[1, 2].exists(a, a == 2)', value: true },
    { source: '[1, 2].all(x, [1, 2].exists(y, x + y == 3))', value: true },
    { source: '[1].exists(x, [2].exists(x, x == 2) and x == 1)', value: true },
    { source: '[1, 2].exists(x, -x == -2)', value: true },
    { source: "[1].exists(a, a == 1 and m('a') == 5)", value: true },
    { source: '[a, b].exists(x, code in [x, x + 453])', value: true },
  ])('$source is $value', ({ source, value }) => {
    expect(answerOf(source, values)).toBe(value);
  });

  test('what was measured of the items is evidence', () => {
    const expression = parseExpression('[a, b].exists(x, x > 40)');
    if (expression.kind === 'problem') throw new Error(expression.message);
    const given = [
      { metric: 'a', labels: {}, value: 5 },
      { metric: 'b', labels: {}, value: 50 },
    ];
    expect(evaluate(expression, indexFacts(given))[0]?.seen).toEqual([
      { metric: 'a', operator: '>', value: 5, limit: 40, holds: false },
      { metric: 'b', operator: '>', value: 50, limit: 40, holds: true },
    ]);
  });
});

test.each([
  '(a+)+$',
  '(a|aa)+$',
  '(a*)*b',
  '^(([a-z])+.)+[A-Z]([a-z])+$',
  '(x+x+)+y',
  '(.*a){20}b',
])('the pattern %s comes to an end on 50,000 characters', (pattern) => {
  const text = `${'a'.repeat(50_000)}!`;
  expect(answerOf(`x.matches('${pattern}')`, { x: text })).toBe(false);
});
