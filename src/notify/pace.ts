import { SECOND } from '../model/time.ts';

const FIRST_WAIT = SECOND;
/** Longest wait of our own between two tries, before it is spread: never more than 5 minutes. */
const LONGEST_WAIT = 270 * SECOND;
/** Our own store is asked again after this at most: that keeps nobody else busy, and every alert waits for it. */
export const LONGEST_FOR_STORE = 30 * SECOND;
/** By how much of it a wait is longer or shorter, so that many do not come back at once. */
const JITTER = 0.1;

/**
 * Wait before try number `tries` + 1, in milliseconds: doubling from one second up to `longest`, spread, and never shorter
 * than was `asked` for, to the millisecond.
 */
export function waitAfter(
  tries: number,
  options: { random: () => number; asked?: number; longest?: number },
): number {
  const { random, asked = 0, longest = LONGEST_WAIT } = options;
  const doubled = Math.min(longest, FIRST_WAIT * 2 ** Math.max(0, tries - 1));
  return Math.ceil(Math.max(asked, doubled * (1 + JITTER * (2 * random() - 1))));
}
