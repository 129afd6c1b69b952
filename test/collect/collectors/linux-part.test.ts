import { expect, test } from 'vitest';
import { damagedLinux } from '../damaged.ts';

test('2,000 damaged answers of a host: never an error, never a number that cannot be', () => {
  expect(damagedLinux(2_000)).toEqual([]);
});
