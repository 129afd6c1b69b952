import { expect, test } from 'vitest';
import { withId, withVariables } from '../../src/init/env-text.ts';

test.each([
  { name: 'a new file', before: '', after: 'A=1\nB=2\n' },
  { name: 'other lines stay', before: '# mine\nC="x y"\n', after: '# mine\nC="x y"\nA=1\nB=2\n' },
  { name: 'the last assignment counts', before: 'A=0\nA=9\n', after: 'A=0\nA=1\nB=2\n' },
  { name: 'an export, and no newline at the end', before: 'export A = x', after: 'A=1\nB=2\n' },
  { name: 'a comment assigns nothing', before: '#A=0\nAA=3\n', after: '#A=0\nAA=3\nA=1\nB=2\n' },
  { name: 'lines end as they did', before: 'C=3\r\n', after: 'C=3\r\nA=1\r\nB=2\r\n' },
])('$name', ({ before, after }) => {
  const values = new Map([
    ['A', '1'],
    ['B', '2'],
  ]);
  expect(withVariables(before, values)).toBe(after);
});

test('what would need quotes is refused', () => {
  expect(() => withVariables('', new Map([['A', 'x\nB=2']]))).toThrow(RangeError);
});

test('an id is added once', () => {
  expect(withId(undefined, 'tg:1')).toBe('tg:1');
  expect(withId(' 5, tg:1', 'tg:1')).toBe('5,tg:1');
});
