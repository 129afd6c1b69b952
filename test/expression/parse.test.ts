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
    {
      source: "a > 1 and avg('b', '5m') > 2",
      at: 10,
      why: 'avg() over a window of time is not supported yet',
    },
    {
      source: "max('b', '5m') > 2",
      at: 0,
      why: 'max() over a window of time is not supported yet',
    },
    { source: 'foo(1)', at: 0, why: 'there is no function foo()' },
    { source: 'toString(1)', at: 0, why: 'there is no function toString()' },
    { source: 'abs(1, 2)', at: 0, why: 'abs() takes one number' },
    { source: 'min()', at: 0, why: 'min() takes one or more numbers' },
    { source: 'absent(a)', at: 0, why: "absent() takes one metric's name in quotes" },
    { source: "m('')", at: 0, why: "m() takes one metric's name in quotes" },
    { source: "a.matches('(a+)+$')", at: 0, why: '.matches() is not supported yet' },
    { source: '[1, 2].all(x, x > 1)', at: 0, why: '.all() is not supported yet' },
    { source: 'a in [1]', at: 0, why: '`in` is not supported yet' },
    { source: '[1]', at: 0, why: 'lists are not supported yet' },
    { source: '{}', at: 0, why: 'maps are not supported yet' },
    { source: 'a[0]', at: 0, why: 'square brackets are not supported yet' },
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

  test.each([
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
