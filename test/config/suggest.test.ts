import { expect, test } from 'vitest';
import { suggest } from '../../src/config/suggest.ts';

test.each([
  ['ulr', ['slo', 'url'], 'url'],
  ['prot', ['host', 'port'], 'port'],
  ['intervall', ['interval'], 'interval'],
  ['zz', ['a', 'b'], null],
  ['router', ['a', 'b'], null],
])('for %s of %o', (word, known, near) => {
  expect(suggest(word, known)).toBe(near);
});
