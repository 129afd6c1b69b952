import { describe, expect, test } from 'vitest';
import { asName, freeName } from '../../src/model/free-name.ts';
import { keysAndValues } from '../../src/report/typed-words.ts';
import { readWatched, splitExpect } from '../../src/report/watch-address.ts';

describe('what is watched of an address', () => {
  test.each([
    [
      'https://www.shop.example.com/health?a=1',
      { kind: 'http', url: 'https://www.shop.example.com/health?a=1' },
      'shop.example.com',
    ],
    ['<http://192.0.2.1:8080>', { kind: 'http', url: 'http://192.0.2.1:8080' }, '192.0.2.1'],
    [
      'shop.example.com/health',
      { kind: 'http', url: 'https://shop.example.com/health' },
      'shop.example.com',
    ],
    [
      'db.example.com:5432',
      { kind: 'tcp', host: 'db.example.com', port: '5432' },
      'db.example.com-5432',
    ],
    ['[2001:db8::1]:22', { kind: 'tcp', host: '2001:db8::1', port: '22' }, '2001-db8-1-22'],
    ['tcp://localhost:9', { kind: 'tcp', host: 'localhost', port: '9' }, 'localhost-9'],
    ['tls://mail.example.com', { kind: 'tls', host: 'mail.example.com' }, 'mail.example.com'],
  ])('%s', (text, words, name) => {
    expect(readWatched(text)).toEqual({ kind: 'check', words, name });
  });

  test.each([
    ['shop', /no address/],
    ['https://', /no address/],
    ['tcp://db.example.com', /port is missing/],
    ['postgres://db.example.com/shop', /no check in one line for postgres/],
    ['a b', /no address/],
  ])('%s is refused', (text, why) => {
    expect(readWatched(text)).toEqual({ kind: 'refused', why: expect.stringMatching(why) });
  });
});

test('a name that is taken gets a number', () => {
  expect(freeName('shop', new Set(['shop', 'shop-2']))).toBe('shop-3');
  expect(freeName('shop', new Set(['web']))).toBe('shop');
  expect(asName('Shöp: EU (1)', 'x')).toBe('Sho-p-EU-1');
  expect(asName('日本', 'check')).toBe('check');
});

test.each([
  ['"status == 200" every=30s', 'status == 200', 'every=30s'],
  ['“status == 200”', 'status == 200', ''],
  ['status == 200 name=shop', 'status == 200', 'name=shop'],
  ['latency_ms <= 500', 'latency_ms <= 500', ''],
  ['every=30s', '', 'every=30s'],
])('the expectation in: %s', (text, wanted, more) => {
  expect(splitExpect(text)).toEqual({ expect: wanted, more });
});

test.each([
  ['a=1 b:2', { a: '1', b: '2' }],
  [
    `expect="status == 200; a=b" warn='x y' key=`,
    { expect: 'status == 200; a=b', warn: 'x y', key: '' },
  ],
  ['expect=status == 200 && a<2 every=5s', { expect: 'status == 200 && a<2', every: '5s' }],
  ['expect="a == 1" b', '“b” is no key with a value: write e.g. a=1'],
  ['a=1 b', '“b” is no key with a value: write e.g. a=1'],
  ['expect="status == 200', '“==” is no key with a value: write e.g. a=1'],
])('keys and values in: %s', (text, found) => {
  expect(keysAndValues(text, 'a=1', ['expect'])).toEqual(found);
});
