import { expect, test } from 'vitest';
import { compileRule, rulesFor } from '../../src/alert/compile.ts';
import { fingerprint } from '../../src/alert/fingerprint.ts';
import { aRule } from './world.ts';

test('an own rule replaces the preset’s of the same name, and rules reach only their targets', () => {
  const preset = [aRule('a > 1', { name: 'one' }), aRule('a > 2', { name: 'two' })];
  const own = [
    aRule('a > 9', { name: 'one' }),
    aRule('a > 3', { name: 'elsewhere', targets: ['db-1'] }),
    aRule('a > 4', { name: 'here', targets: ['web-1'] }),
  ];
  const rules = rulesFor('web-1', preset, own);
  expect(rules.map(({ name, levels }) => `${name}: ${levels[0].when}`)).toEqual([
    'two: a > 2',
    'one: a > 9',
    'here: a > 4',
  ]);
});

test('an expression that cannot be understood names its rule and the place', () => {
  expect(() => compileRule(aRule('system.cpu >> 1', { name: 'bad' }))).toThrow(
    /rule bad: .*character \d+ of “system\.cpu >> 1”/,
  );
  expect(() => compileRule(aRule('a > 1', { clear: 'a <', name: 'bad' }))).toThrow(/rule bad/);
});

test('labels name a series in any order', () => {
  expect(fingerprint('r', 1, { b: '2', a: '1' })).toBe(fingerprint('r', 1, { a: '1', b: '2' }));
  expect(fingerprint('r', 1, { a: '1' })).not.toBe(fingerprint('r', 2, { a: '1' }));
});
