import { SECOND } from '../model/time.ts';

/** Longest wait between two tries, so that a service that is back is noticed soon. */
const LONGEST_WAIT = 30 * SECOND;

/** Wait before try number `tries` + 1, in milliseconds: doubling from one second, never shorter than was asked for. */
export function waitAfter(tries: number, asked = 0): number {
  return Math.max(asked, Math.min(LONGEST_WAIT, SECOND * 2 ** Math.max(0, tries - 1)));
}
