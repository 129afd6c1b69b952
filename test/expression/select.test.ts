import { expect, test } from 'vitest';
import { select } from '../../src/expression/select.ts';

const LENGTH = 200;

test.each([
  { name: 'rising', at: (index: number) => index },
  { name: 'falling', at: (index: number) => -index },
  { name: 'all alike', at: () => 7 },
  { name: 'few values', at: (index: number) => (index * 31) % 3 },
  { name: 'a saw', at: (index: number) => index % 17 },
  { name: 'mixed', at: (index: number) => (index * 7_919) % 211 },
])('every rank of values that are $name stands where sorting puts it', ({ at }) => {
  const values = Float64Array.from({ length: LENGTH }, (_, index) => at(index));
  const sorted = values.toSorted();
  for (let rank = 0; rank < LENGTH; rank++) {
    const copy = values.slice();
    expect(select(copy, rank)).toBe(sorted[rank]);
    expect(Math.max(...copy.subarray(0, rank + 1))).toBe(sorted[rank]);
    expect(Math.min(...copy.subarray(rank))).toBe(sorted[rank]);
  }
});

test('values laid out against it take the same answer, in bounded time', () => {
  // The middle one is the greatest of its part at every turn.
  const values = new Float64Array(4_001);
  const places = Array.from(values, (_, index) => index);
  for (let value = values.length - 1; places.length > 0; value--) {
    const [place] = places.splice((places.length - 1) >>> 1, 1);
    values[place ?? 0] = value;
  }
  expect(select(values, 100)).toBe(100);
});
