import { expect, test } from 'vitest';
import type { Point } from '../notify/engine-kills.ts';
import { expectKept, killAt, POINTS, summaryOf } from '../notify/engine-kills.ts';

const RANDOM = 100;
const EACH = 20;

test.each<{ point: Point; times: number }>([
  { point: 'random', times: RANDOM },
  ...POINTS.map((point) => ({ point, times: EACH })),
])('kill -9 in the engine ($point, $times times) loses nothing', async ({ point, times }) => {
  const found = await killAt(Array.from({ length: times }, () => point));
  console.log(summaryOf(point, times, found));
  expectKept(found, times);
  expect(found.alerts).toBeGreaterThan(times);
});
