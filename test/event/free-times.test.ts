import { expect, test } from 'vitest';
import { freeTimes } from '../../src/event/free-times.ts';

test.each([
  { name: 'free times stay', wanted: [3, 1, 2], taken: [], times: [3, 1, 2] },
  { name: 'equal ones follow each other', wanted: [1, 1, 1], taken: [], times: [1, 2, 3] },
  { name: 'taken ones are passed over', wanted: [1, 1], taken: [1, 3], times: [2, 4] },
  { name: 'who is pushed on pushes on', wanted: [2, 1, 1], taken: [1], times: [4, 2, 3] },
  { name: 'far ones are not moved', wanted: [1, 1, 9], taken: [1], times: [2, 3, 9] },
])('$name', ({ wanted, taken, times }) => {
  expect(freeTimes(wanted, new Set(taken))).toEqual(times);
});
