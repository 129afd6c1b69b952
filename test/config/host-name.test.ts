import { expect, test } from 'vitest';
import { hostName } from '../../src/config/fields.ts';

test.each(['shop.example.com', '192.0.2.1', '2001:db8::1', '::1', 'fe80::1%eth0', 'web_1', 'a-b'])(
  '%s is the name of a machine',
  (text) => {
    expect(hostName.parse(text)).toBe(text);
  },
);

test.each([
  '',
  '-f',
  '--help',
  '-oProxyCommand=x',
  'a b',
  ' a',
  '$(id)',
  '`id`',
  'a;b',
  'a\nb',
  'a/b',
  "a'b",
])('%j is none', (text) => {
  expect(() => hostName.parse(text)).toThrow('write a name such as');
});
