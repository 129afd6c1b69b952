import { expect, test } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../src/model/time.ts';
import { watchClock } from '../../src/schedule/clock-watch.ts';
import { fakeClock } from '../support/fake-clock.ts';

/** Watches a clock that is moved by hand; `jumps` in milliseconds. */
function watched() {
  const clock = fakeClock();
  const stop = new AbortController();
  const jumps: number[] = [];
  const ended = watchClock({
    clock,
    sleep: clock.sleep,
    jumped: (by) => jumps.push(by),
    signal: stop.signal,
  });
  return { clock, jumps, ended, stop: () => stop.abort() };
}

test.each([HOUR, -HOUR, 3 * SECOND, -3 * SECOND])('a jump by %d ms is told once', async (by) => {
  const { clock, jumps, stop, ended } = watched();
  await clock.advance(MINUTE);
  clock.jump(by);
  await clock.advance(MINUTE);
  stop();
  await ended;
  expect(jumps).toEqual([by]);
});

test('slow ticks, a held-up process and a clock that is steered are no jumps', async () => {
  const { clock, jumps, stop, ended } = watched();
  await clock.freeze(10 * MINUTE);
  for (let n = 0; n < 100; n++) {
    clock.jump(500);
    await clock.advance(SECOND);
  }
  stop();
  await ended;
  expect(jumps).toEqual([]);
});

test('it ends when it is asked to', async () => {
  const { clock, stop, ended } = watched();
  await clock.settle();
  stop();
  await ended;
  expect(clock.sleeping).toBe(0);
});
