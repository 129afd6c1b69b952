import { setTimeout as wait } from 'node:timers/promises';

/** Waits on monotonic time; rejects as soon as `signal` aborts. Tests pass one they can move by hand. */
export type Sleep = (milliseconds: number, signal: AbortSignal) => Promise<void>;

export const timerSleep: Sleep = (milliseconds, signal) =>
  wait(milliseconds, undefined, { signal });
