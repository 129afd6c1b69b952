import { setTimeout as wait } from 'node:timers/promises';

/**
 * Waits on monotonic time. Tests pass one they can move by hand.
 *
 * @throws the signal's reason as soon as `signal` aborts.
 */
export type Sleep = (milliseconds: number, signal: AbortSignal) => Promise<void>;

export const timerSleep: Sleep = async (milliseconds, signal) => {
  try {
    await wait(milliseconds, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
};
