import { expect, test } from 'vitest';
import { expectKept, killAt, POINTS, summaryOf } from './engine-kills.ts';

const RANDOM = 1;
const EACH = 1;

test('kill -9 anywhere in the engine loses nothing, and repeats nothing where messages have keys', {
  timeout: 120_000,
}, async () => {
  const points = [
    ...Array.from({ length: RANDOM }, () => 'random' as const),
    ...POINTS.flatMap((point) => Array.from({ length: EACH }, () => point)),
  ];
  const found = await killAt(points);
  console.log(summaryOf(`${RANDOM} at random, ${EACH} at each point`, points.length, found));
  expectKept(found, points.length);
  expect(points).toHaveLength(RANDOM + 4 * EACH);
});
