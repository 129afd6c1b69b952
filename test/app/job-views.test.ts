import { expect, test } from 'vitest';
import { jobViews } from '../../src/app/job-views.ts';

/** 2026-03-10 12:00 UTC. */
const NOON = Date.UTC(2026, 2, 10, 12);
const HOUR = 3_600_000;
const slot = NOON - HOUR;
const run = { slot, startedAt: slot + 5, finishedAt: slot + 1_005, error: null };

test.each([
  { name: 'it never ran and is not due', last: null, startedAt: NOON - 60_000, state: 'idle' },
  { name: 'it ran', last: run, startedAt: NOON - 5 * HOUR, state: 'idle' },
  {
    name: 'it failed',
    last: { ...run, error: 'disk full' },
    startedAt: NOON - 5 * HOUR,
    state: 'failed',
  },
  { name: 'it goes on', last: { ...run, finishedAt: null }, startedAt: slot - 1, state: 'running' },
  {
    name: 'the process ended meanwhile',
    ...{ last: { ...run, finishedAt: null }, startedAt: NOON - 60_000, state: 'cut off' },
  },
  {
    name: 'its slot went by',
    ...{ last: { ...run, slot: slot - 24 * HOUR }, startedAt: NOON - 5 * HOUR, state: 'late' },
  },
])('$name: $state', async ({ last, startedAt, state }) => {
  const job = { name: 'backup', at: '0 11 * * *', zone: 'UTC' };
  const [view] = await jobViews([job], { lastRun: async () => last }, { now: NOON, startedAt });
  expect(view).toMatchObject({ ...job, state, next: slot + 24 * HOUR });
});
