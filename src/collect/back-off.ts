import { MINUTE, SECOND } from '../model/time.ts';

/** First wait and longest wait in milliseconds, by what went wrong. */
const WAITS = {
  /** The first failure costs nothing: the next round tries at once. */
  network: { first: 5 * SECOND, longest: 2 * MINUTE, free: 1 },
  /** Long, so that a server that counts refused log-ins does not lock the user out. */
  authentication: { first: MINUTE, longest: 15 * MINUTE, free: 0 },
  /** What waits for a dead disk cannot be ended, so each try may stay on the host. */
  probe: { first: MINUTE, longest: 10 * MINUTE, free: 0 },
} as const;

/**
 * Milliseconds to wait after the `failures`-th failure in a row: doubled each time, shortened by up to a fifth at
 * random so that many targets do not return together.
 */
export function backOff(why: keyof typeof WAITS, failures: number, random: () => number): number {
  const { first, longest, free } = WAITS[why];
  const counted = failures - free;
  if (counted <= 0) return 0;
  const wait = Math.min(longest, first * 2 ** Math.min(counted - 1, 20));
  return wait * (1 - 0.2 * random());
}
