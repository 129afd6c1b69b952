import { expect, test } from 'vitest';
import { killOften } from '../notify/kills.ts';

const KILLS = 200;

test(`kill -9 loses no alert and repeats at most one message (${KILLS} kills)`, async () => {
  const { lost, repeated } = await killOften(KILLS);
  expect(lost).toEqual([]);
  expect(Math.max(...repeated)).toBeLessThanOrEqual(1);
});
