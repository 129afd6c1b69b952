import { expect, test } from 'vitest';
import { snmpValue } from '../../src/check/snmp-value.ts';

test.each([
  { name: 'a number', type: 2, value: -5, read: -5 },
  { name: 'a text', type: 4, value: Buffer.from('shop.example.com'), read: 'shop.example.com' },
  { name: 'lines', type: 4, value: Buffer.from('a\r\nb\tü'), read: 'a\r\nb\tü' },
  { name: 'bytes', type: 4, value: Buffer.from([0, 26, 43]), read: '00:1a:2b' },
  { name: 'broken text', type: 4, value: Buffer.from([0xff, 0x41]), read: 'ff:41' },
  { name: 'no bytes', type: 4, value: Buffer.alloc(0), read: '' },
  { name: 'an address', type: 64, value: '192.0.2.1', read: '192.0.2.1' },
  { name: 'a large counter', type: 70, value: Buffer.from('0100000000', 'hex'), read: 2 ** 32 },
  { name: 'a large counter of 0', type: 70, value: Buffer.alloc(0), read: 0 },
  { name: 'what is not there', type: 129, value: null, read: null },
  { name: 'nothing', type: 5, value: null, read: null },
])('reads $name', ({ type, value, read }) => {
  expect(snmpValue(type, value)).toBe(read);
});

test('keeps little of a long text', () => {
  expect(snmpValue(4, Buffer.from('x'.repeat(5_000)))).toHaveLength(1_000);
});
