import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { timerSleep } from '../../src/collect/sleep.ts';
import { DAY } from '../../src/model/time.ts';

test('what is longer than a timer can wait does not end at once, and ends with its signal', async () => {
  const stop = new AbortController();
  const sleeping = timerSleep(100 * DAY, stop.signal).then(() => 'slept');
  expect(await Promise.race([sleeping, wait(20, 'sleeps')])).toBe('sleeps');
  stop.abort(new Error('enough'));
  await expect(sleeping).rejects.toThrow('enough');
});
