import type { Update } from 'grammy/types';
import { expect, test } from 'vitest';
import { lateness } from '../../../src/chat/telegram/lateness.ts';

const NOW = 1_800_000_000_000;
const MINUTES = 60_000;

const written = (ago: number) =>
  ({ update_id: 1, message: { date: (NOW - ago) / 1_000 } }) as Update;
const pressed = { update_id: 1, callback_query: {} } as Update;

test.each([
  { name: 'a message in time', update: written(0), gap: 0, late: 0 },
  {
    name: 'a message while the clock is an hour ahead',
    update: written(60 * MINUTES),
    gap: 5,
    late: 5,
  },
  {
    name: 'a message while the clock is an hour behind',
    update: written(-60 * MINUTES),
    gap: null,
    late: 0,
  },
  {
    name: 'a message from before the start',
    update: written(20 * MINUTES),
    gap: null,
    late: 20 * MINUTES,
  },
  {
    name: 'a message from within a long gap',
    update: written(3 * MINUTES),
    gap: 30 * MINUTES,
    late: 3 * MINUTES,
  },
  { name: 'a press after a long gap', update: pressed, gap: 30 * MINUTES, late: 30 * MINUTES },
  { name: 'a press at the start', update: pressed, gap: null, late: 0 },
])('$name', ({ update, gap, late }) => {
  expect(lateness(update, gap, NOW)).toBe(late);
});
