import { expect, test } from 'vitest';
import { counted } from '../../src/event/counting.ts';

const NEW = { value: 0, at: null };

test.each([
  {
    name: 'a new counter begins at 0, just before it first grows',
    from: NEW,
    growths: [{ at: 5_500, value: 1 }],
    points: [
      [5_499, 0],
      [5_500, 1],
    ],
  },
  {
    name: 'what comes within a second is one point',
    from: { value: 7, at: 4_999 },
    growths: [
      { at: 5_500, value: 1 },
      { at: 5_100, value: 2 },
      { at: 5_500, value: 3 },
    ],
    points: [[5_501, 13]],
  },
  {
    name: 'after a while what it was comes before what it is',
    from: { value: 7, at: 1_000 },
    growths: [
      { at: 5_500, value: 1 },
      { at: 9_000, value: 1 },
    ],
    points: [
      [5_499, 7],
      [5_500, 8],
      [8_999, 8],
      [9_000, 9],
    ],
  },
  {
    name: 'what comes late counts after the newest point',
    from: { value: 7, at: 8_000 },
    growths: [{ at: 1_000, value: 1 }],
    points: [[8_001, 8]],
  },
])('$name', ({ from, growths, points }) => {
  const { points: found, count } = counted(from, growths);
  expect(found.map(({ at, value }) => [at, value])).toEqual(points);
  expect([count.at, count.value]).toEqual(points.at(-1));
});

test('no order of events makes a counter fall or stand twice at one time', () => {
  let count: Parameters<typeof counted>[0] = NEW;
  const all: [number, number][] = [];
  for (let turn = 0; turn < 200; turn++) {
    const growths = Array.from({ length: 5 }, (_, n) => ({
      at: 10_000 + ((turn * 7_919 + n * 104_729) % 60_000),
      value: n,
    }));
    const next = counted(count, growths);
    all.push(...next.points.map(({ at, value }): [number, number] => [at, value]));
    count = next.count;
  }
  for (const [index, [at, value]] of all.entries()) {
    const [before, was] = all[index - 1] ?? [0, 0];
    expect(at).toBeGreaterThan(before);
    expect(value).toBeGreaterThanOrEqual(was);
  }
  expect(count.value).toBe(200 * 10);
});
