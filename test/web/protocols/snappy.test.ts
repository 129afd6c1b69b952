import { compress } from 'snappyjs';
import { describe, expect, test } from 'vitest';
import { unsnap } from '../../../src/web/protocols/snappy.ts';

const text = (length: number) =>
  Buffer.from(
    Array.from({ length }, (_, at) => `${at % 7} ${at % 13}`)
      .join('')
      .slice(0, length),
  );

describe('a block of Snappy', () => {
  test.each([0, 1, 59, 60, 61, 300, 70_000, 300_000])('of %i bytes comes back', (length) => {
    const plain = text(length);
    expect(Buffer.from(unsnap(compress(plain), 1_000_000) ?? []).equals(plain)).toBe(true);
  });

  test('that repeats a piece over itself comes back', () => {
    expect(Buffer.from(unsnap(new Uint8Array([7, 0, 97, 9, 1]), 100) ?? []).toString()).toBe(
      'aaaaaaa',
    );
  });

  test.each([
    { name: 'nothing', block: [] },
    { name: 'a length without an end', block: [0xff, 0xff, 0xff, 0xff, 0xff, 1] },
    { name: 'a literal behind the end', block: [5, 16, 97] },
    { name: 'a literal of 2 GiB', block: [5, 0xfc, 0xfa, 0xff, 0xff, 0xff, 97] },
    { name: 'a copy of what is not there', block: [5, 0, 97, 1, 9] },
    { name: 'a copy of the place it goes to', block: [5, 0, 97, 1, 0] },
    { name: 'more than it says', block: [2, 8, 97, 97, 97] },
    { name: 'less than it says', block: [9, 8, 97, 97, 97] },
    { name: 'a copy that is cut off', block: [9, 0, 97, 2, 1] },
  ])('with $name is damaged', ({ block }) => {
    expect(unsnap(new Uint8Array(block), 1_000)).toBeNull();
  });

  test('that says it is too large is not unpacked', () => {
    const bomb = new Uint8Array([0xff, 0xff, 0xff, 0xff, 0x0f, 0, 97]);
    expect(unsnap(bomb, 4_000_000)).toBe('too large');
  });
});
