import { expect, test } from 'vitest';
import { killOften } from './kills.ts';

const KILLS = 5;

test(`kill -9 loses no alert and repeats at most one message (${KILLS} kills)`, {
  timeout: 180_000,
}, async () => {
  const { lost, repeated, alerts } = await killOften(KILLS);
  expect(alerts).toBeGreaterThan(KILLS);
  expect(lost).toEqual([]);
  expect(Math.max(...repeated)).toBeLessThanOrEqual(1);
});
