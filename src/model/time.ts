/** Durations in this codebase are whole milliseconds unless a name says otherwise. */
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A moment as epoch milliseconds (UTC). */
export type Instant = number;

/** The two clocks. Periods and deadlines use `monotonic`; what people read uses `now`. */
export interface Clock {
  /** Wall clock, epoch milliseconds; may jump. */
  now(): Instant;
  /** Milliseconds since an arbitrary start; never jumps. */
  monotonic(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};
