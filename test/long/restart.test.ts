import { expect, test } from 'vitest';
import { NIGHTS, SIGNALS, throughTheNight } from '../notify/nights.ts';

const EACH = 9;

test('what became due while it was away is said once, however it ended', async () => {
  let runs = 0;
  for (const night of NIGHTS) {
    for (const signal of SIGNALS) {
      for (let n = 0; n < EACH; n++) {
        await throughTheNight(night, signal);
        runs += 1;
      }
    }
  }
  console.log(
    `${runs} ends in the middle of escalations, reminders and holds: each due thing once`,
  );
  expect(runs).toBe(NIGHTS.length * SIGNALS.length * EACH);
});
