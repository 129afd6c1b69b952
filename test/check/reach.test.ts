import { expect, test } from 'vitest';
import { reached } from '../../src/check/reach.ts';

test.each([
  ['ENOTFOUND', 'has no address: DNS knows no such name'],
  ['EAI_AGAIN', 'has no address: DNS does not answer'],
  // What is said of a name that is asked of DNS alone.
  ['ENODATA', 'has no address: DNS knows no such name'],
  ['ETIMEOUT', 'has no address: DNS does not answer'],
  ['ESERVFAIL', 'has no address: DNS does not answer'],
  ['EREFUSED', 'has no address: DNS does not answer'],
])('a name of which the resolver says %s', (code, reason) => {
  const error = Object.assign(new Error(code), { code });
  expect(reached(error, 'shop')).toMatchObject({ message: `shop ${reason}` });
});
