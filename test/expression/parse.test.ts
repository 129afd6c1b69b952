import { describe, expect, test } from 'vitest';
import { absenceNames, names } from '../../src/expression/names.ts';
import type { Expression } from '../../src/expression/parse.ts';
import { parseCondition, parseExpression } from '../../src/expression/parse.ts';

function parsed(source: string): Expression {
  const expression = parseExpression(source);
  if (expression.kind === 'problem')
    throw new Error(`${expression.position}: ${expression.message}`);
  return expression;
}

describe('what is the same', () => {
  test.each([
    { one: 'a > 1 and b < 2', other: 'a > 1 && b < 2' },
    { one: 'a > 1 or b < 2', other: 'a > 1 || b < 2' },
    { one: 'not a > 5', other: '!(a > 5)' },
    { one: 'not a > 5 and b', other: '!(a > 5) && b' },
    { one: 'not a or not b', other: '!a || !b' },
    { one: 'not not a == 1', other: '!!(a == 1)' },
    { one: '(not a > 5) or b', other: '(!(a > 5)) || b' },
    { one: 'not (a > 5 or b)', other: '!(a > 5 || b)' },
    { one: 'c ? not a > 1 : not b > 1', other: 'c ? !(a > 1) : !(b > 1)' },
    { one: 'a or b and c', other: 'a || (b && c)' },
    { one: '1 + 2 * 3 == 7', other: '(1 + (2 * 3)) == 7' },
    { one: 'a - b - c', other: '(a - b) - c' },
    { one: "m('system.disk') > 90", other: 'system.disk > 90' },
    { one: 'a == 0x10', other: 'a == 16' },
    { one: 'a > -5', other: 'a > (-5)' },
    { one: "matches(a, '^b')", other: "a.matches('^b')" },
    { one: 'size([a, b])', other: '[a, b].size()' },
    { one: 'not a in [1]', other: '!(a in [1])' },
    { one: '[a, b].exists(x, x > 1)', other: '[a, b].exists(y, y > 1)' },
  ])('$one is $other', ({ one, other }) => {
    expect(parsed(one).root).toEqual(parsed(other).root);
  });
});

describe('words inside names and texts stay', () => {
  test.each([
    { source: "name == 'this and not that'", reads: ['name'] },
    { source: 'name == "a or b"', reads: ['name'] },
    { source: "name == '''not \\' and'''", reads: ['name'] },
    { source: "name == r'a and b'", reads: ['name'] },
    { source: 'order.and.not > 1', reads: ['order.and.not'] },
    { source: 'android > 1 and notes > 2', reads: ['android', 'notes'] },
    { source: "m('check.web-1 and more') > 1", reads: ['check.web-1 and more'] },
    { source: "absent('x.y') or x.z > 1", reads: ['x.y', 'x.z'] },
    { source: "avg('x.y', '5m') > 1 and z in [w, x.y]", reads: ['x.y', 'z', 'w'] },
    { source: '[a, b].exists(x, x > c)', reads: ['a', 'c', 'b'] },
    {
      source: 'system.disk > 1 and system.disk.inodes > 1',
      reads: ['system.disk', 'system.disk.inodes'],
    },
  ])('$source', ({ source, reads }) => {
    expect(names(parsed(source))).toEqual(reads);
  });
});

test('names whose absence is asked for', () => {
  expect(absenceNames(parsed("absent('a') or null == b or c != null or d > 1"))).toEqual([
    'a',
    'b',
    'c',
  ]);
});

test.each([
  {
    source: 'system.dsk > 1',
    at: 0,
    says: 'there is no metric `system.dsk`; did you mean `system.disk`?',
  },
  {
    source: "win_rate > 1 and avg('system.dsk', '5m') > 1",
    at: 21,
    says: 'did you mean `system.disk`?',
  },
  { source: "m('quite different') > 1", at: 2, says: 'there is no metric `quite different`' },
  { source: "absent('win_rte')", at: 7, says: 'did you mean `win_rate`?' },
  { source: '[win_rate, y].exists(x, x > 1)', at: 11, says: 'there is no metric `y`' },
])('among known metrics $source is refused', ({ source, at, says }) => {
  const metrics = ['system.disk', 'win_rate'];
  const problem = parseCondition(source, { metrics });
  expect(problem).toMatchObject({ kind: 'problem', position: at });
  expect(problem.kind === 'problem' && problem.message).toContain(says);
  expect(parseCondition(source).kind).toBe('expression');
});

test('a metric that is known may be asked in every way', () => {
  const source = "a > 1 or avg('a', '5m') > 1 or absent('a') or [a].exists(x, x > 1)";
  expect(parseCondition(source, { metrics: ['a'] }).kind).toBe('expression');
});

test.each([
  'win_rate < 50',
  'errors.rate > 5',
  'orders.success_rate < 0.8',
  'trades.latency > 1000',
  'system.memory > 90',
  'data.last_update > 300',
  'total_trades > 10 and win_rate < 40',
])('the rule %s loads unchanged', (source) => {
  expect(parsed(source)).toMatchObject({ kind: 'expression', gives: 'boolean', source });
});

describe('what an expression gives', () => {
  test.each([
    { source: 'a', gives: 'any' },
    { source: 'a + 1', gives: 'number' },
    { source: "'x'", gives: 'string' },
    { source: "absent('x')", gives: 'boolean' },
    { source: 'a ? 1 : 2', gives: 'number' },
    { source: "a ? 1 : 'x'", gives: 'any' },
    { source: 'null', gives: 'null' },
  ])('$source gives $gives', ({ source, gives }) => {
    expect(parsed(source).gives).toBe(gives);
  });
});

describe('what is refused, where and why', () => {
  test.each([
    { source: '', at: 0, why: 'the expression is empty' },
    { source: ' \n', at: 0, why: 'the expression is empty' },
    { source: 'a > 5 and', at: 9, why: 'ends too early' },
    { source: 'not', at: 3, why: '`not` needs something after it' },
    { source: 'a or not and b', at: 9, why: '`not` needs something after it' },
    { source: 'x not in y', at: 2, why: '`not` cannot stand here' },
    { source: 'not a > 5 and b @ 3', at: 16, why: '`@` cannot stand here' },
    { source: 'not (a > 5', at: 10, why: 'expected `)`, found the end' },
    { source: 'a > 5)', at: 5, why: '`)` cannot stand here' },
    { source: 'not not a) > 5', at: 9, why: '`)` cannot stand here' },
    { source: 'a = 5', at: 2, why: 'write ==' },
    { source: 'a & b', at: 2, why: 'write `and` or `or`' },
    { source: 'a > 75%', at: 7, why: 'without the % sign' },
    { source: 'a > 5m', at: 5, why: 'numbers carry no unit' },
    { source: 'a > .5', at: 4, why: 'write 0.5' },
    { source: 'a // 2', at: 2, why: 'division is written /' },
    { source: "a == 'x", at: 5, why: 'unterminated string' },
    { source: 'loop > 4', at: 0, why: 'reserved word' },
    { source: 'not a and 1 < b < 5', at: 10, why: '`1 < x and x < 5`' },
    { source: '!a > 5', at: 0, why: 'cannot compare a condition' },
    { source: 'a and 5', at: 6, why: '`and` needs a condition on both sides, this is a number' },
    { source: "a + 'x'", at: 4, why: '`+` needs a number on both sides, this is a string' },
    { source: "5 > 'x'", at: 4, why: 'never match' },
    { source: 'a > null', at: 4, why: 'only a name can be compared with null' },
    { source: 'not 5', at: 4, why: '`not` needs a condition' },
    { source: "-'x'", at: 1, why: 'minus sign needs a number' },
    { source: '5 ? 1 : 2', at: 0, why: '`?` needs a condition' },
    { source: 'foo(1)', at: 0, why: 'there is no function foo()' },
    { source: 'toString(1)', at: 0, why: 'there is no function toString()' },
    { source: 'abs(1, 2)', at: 0, why: 'abs() takes one number' },
    { source: 'min()', at: 0, why: 'min() takes one or more numbers' },
    { source: 'absent(a.b)', at: 7, why: "the metric's name in quotes: absent('a.b')" },
    { source: "absent('')", at: 0, why: "absent() takes one metric's name in quotes" },
    { source: "absent('a', '10x')", at: 12, why: "needs a duration in quotes such as '30s'" },
    { source: "m('')", at: 0, why: "m() takes one metric's name in quotes" },
    { source: "1 > avg(b.c, '5m')", at: 8, why: "name in quotes: avg('b.c', '5m')" },
    { source: "avg('b') > 2", at: 0, why: "a duration in quotes, as in avg('b', '5m')" },
    { source: "avg('b', 5) > 2", at: 9, why: "avg() needs a duration in quotes such as '30s'" },
    { source: "avg('b', '0s') > 2", at: 9, why: 'avg() needs a duration' },
    { source: "avg('b', '169h') > 2", at: 9, why: 'avg() looks at most 7 days back' },
    { source: "avg('b', '5m', 'c') > 2", at: 0, why: 'avg() takes one metric' },
    { source: "max('b') > 2", at: 0, why: "as in max('b', '5m')" },
    { source: "not forecast('b') > 2", at: 4, why: "as in forecast('b', '24h')" },
    { source: "forecast('b', '366d') > 2", at: 14, why: 'looks at most 365 days ahead' },
    { source: "share('b', '1h', 'over 5')", at: 17, why: "in quotes: share('b', '1h', '> 5')" },
    { source: 'avg(b[5m]) > 2', at: 7, why: "a window is written avg('x', '5m')" },
    { source: "b.avg('5m') > 2", at: 0, why: "write avg('b', '5m')" },
    {
      source: "avgg('b', '5m') > 2",
      at: 0,
      why: 'there is no function avgg(); did you mean avg()?',
    },
    { source: "median('b', '5m') > 2", at: 0, why: 'did you mean p50()?' },
    {
      source: 'a.startWith(b)',
      at: 0,
      why: 'there is no .startWith(); did you mean .startsWith()?',
    },
    { source: "startsWith(a, 'b')", at: 0, why: "write x.startsWith('web')" },
    { source: 'a.contains()', at: 0, why: ".contains() takes one text, as in x.contains('web')" },
    { source: 'a.contains(5)', at: 11, why: '.contains() takes a text, this is a number' },
    { source: "a and b.matches('(a')", at: 16, why: 'not a pattern: missing closing ): `(a`' },
    { source: "b.matches('(?=a)')", at: 10, why: 'not a pattern' },
    { source: "b.matches('a{500}b{500}')", at: 10, why: 'too large' },
    { source: `matches(b, '${'a'.repeat(201)}')`, at: 11, why: 'at most 200 characters' },
    { source: 'matches(b, c)', at: 11, why: 'matches() takes a text and a pattern in quotes' },
    { source: "matches(5, 'a')", at: 8, why: 'matches() takes a text first, this is a number' },
    { source: '[1, 2].exists(x, x)', at: 17, why: '.exists() needs a condition, this is a number' },
    { source: "[1, 'a'].all(x, x > 1)", at: 20, why: 'never match' },
    { source: '[1].exists(1, true)', at: 11, why: 'name the items first' },
    { source: '[1].exists(x)', at: 11, why: '.exists() takes a list, a name for its items' },
    { source: 'a.exists(x, x > 1)', at: 0, why: '.exists() takes a list' },
    { source: '[a].exists(x, x.y > 1)', at: 14, why: '`x` stands for an item of the list' },
    { source: '[a].map(x, x)', at: 0, why: 'there is no .map()' },
    { source: 'a in b', at: 5, why: '`in` needs a list after it' },
    { source: 'a > 1 and [1] == [1]', at: 10, why: 'a list can only stand after `in`' },
    { source: 'size(5)', at: 5, why: 'size() takes a list or a text, this is a number' },
    { source: '{}', at: 0, why: 'maps are not supported' },
    { source: "a['b']", at: 2, why: 'square brackets hold a place, as in items[0]' },
    { source: '(a + b)[0]', at: 1, why: 'only a name can be followed by a dot' },
    { source: '5u', at: 0, why: 'unsigned numbers are not supported' },
    { source: "b'x'", at: 0, why: 'bytes are not supported' },
    { source: '(a + b).c', at: 1, why: 'only a name can be followed by a dot' },
    { source: `a > 1${'0'.repeat(400)}`, at: 4, why: 'too large' },
    { source: `${'('.repeat(21)}a${')'.repeat(21)}`, at: 20, why: 'nested more than 20 deep' },
    { source: `${'!'.repeat(900)}a`, at: 21, why: 'nested more than 20 deep' },
    { source: `a > 1${' '.repeat(1_024)}`, at: 1_024, why: 'more than 1024 characters' },
    { source: `a${'+a'.repeat(120)}`, at: 0, why: 'more than 200 parts' },
  ])('$source', ({ source, at, why }) => {
    const problem = parseExpression(source);
    expect(problem).toMatchObject({ kind: 'problem', position: at });
    expect(problem.kind === 'problem' && problem.message).toContain(why);
  });

  const numbers = (count: number) => `[${Array(count).fill('1').join(',')}]`;
  test.each([
    {
      source: `a or ${numbers(60)}.all(x, ${numbers(60)}.all(y, x > y - 1))`,
      at: 5,
    },
    { source: `${numbers(90)}.all(x, x in ${numbers(90)})`, at: 0 },
    { source: `[${Array(95).fill('a+a').join(',')}].all(x, x in ${numbers(95)})`, at: 0 },
    { source: `[${Array(15).fill('a+a+a+a+a').join(',')}].all(x, x in ${numbers(80)})`, at: 0 },
  ])('more than 10,000 steps: $source', ({ source, at }) => {
    expect(parseExpression(source)).toEqual({
      kind: 'problem',
      message: 'this takes more than 10000 steps; make the lists shorter',
      position: at,
    });
  });

  test.each([
    { name: 'a list of 150 numbers', source: `a in ${numbers(150)}` },
    {
      name: 'some 6,000 steps',
      source: `${numbers(40)}.all(x, ${numbers(40)}.all(y, x > y))`,
    },
    { name: '20 brackets', source: `${'('.repeat(20)}a.b.c${')'.repeat(20)}` },
    { name: 'a chain of 50 conditions', source: Array(50).fill('a > 1').join(' or ') },
    { name: '1,024 characters', source: `a > 1${' '.repeat(1_019)}` },
  ])('$name are accepted', ({ source }) => {
    expect(parseExpression(source)).toMatchObject({ kind: 'expression' });
  });
});

describe('a condition', () => {
  test.each([
    { source: 'a > 1', accepted: true },
    { source: 'a', accepted: true },
    { source: 'a + 1', accepted: false },
    { source: "'text'", accepted: false },
    { source: 'null', accepted: false },
    { source: 'a ? 1 : 2', accepted: false },
    { source: 'a >', accepted: false },
  ])('$source', ({ source, accepted }) => {
    expect(parseCondition(source).kind).toBe(accepted ? 'expression' : 'problem');
  });
});
