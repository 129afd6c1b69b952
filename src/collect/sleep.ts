import { setTimeout as wait } from 'node:timers/promises';

/**
 * Waits on monotonic time. Tests pass one they can move by hand.
 *
 * @throws the signal's reason as soon as `signal` aborts.
 */
export type Sleep = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** Milliseconds that one timer waits; more are none: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
const LONGEST = 2 ** 31 - 1;

export const timerSleep: Sleep = async (milliseconds, signal) => {
  try {
    let left = milliseconds;
    for (; left > LONGEST; left -= LONGEST) await wait(LONGEST, undefined, { signal });
    await wait(left, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
};
