import { afterAll, expect, test } from 'vitest';
import { NIGHTS, throughTheNight } from './nights.ts';

let runs = 0;
afterAll(() => console.log(`${runs} ends in the middle of escalations, reminders and holds`));

const [short, , long] = NIGHTS;

test.each([
  { night: short, signal: 'SIGTERM' },
  { night: long, signal: 'SIGKILL' },
] as const)(
  '$signal, away for $night.name: what became due is said once after the start',
  async ({ night, signal }) => {
    await throughTheNight(night, signal);
    runs += 1;
    expect(runs).toBeGreaterThan(0);
  },
);
