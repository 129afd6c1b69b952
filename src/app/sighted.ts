import { unseen } from '../check/state.ts';
import type { Check, CheckChange, CheckState } from '../model/check.ts';
import type { Instant } from '../model/time.ts';
import { MINUTE } from '../model/time.ts';

/** A check as it stands when it is looked at again: unknown, when that should have been long ago. */
export function sighted(
  { id, check }: { readonly id: number; readonly check: Check },
  state: CheckState,
  at: Instant,
): { readonly before: CheckState; readonly changes: CheckChange[] } {
  const { last, status } = state;
  if (status === 'unknown' || last === null || at - last.at <= longestWait(check)) {
    return { before: state, changes: [] };
  }
  // The machine slept, or its clock was set: of the time between, nothing is known.
  const from = last.at + 1;
  const reason = 'Tocsin did not look';
  return {
    before: unseen(state, from),
    changes: [{ check: id, at: from, status: 'unknown', reason }],
  };
}

/** Two runs of a check never lie further apart while the process runs; a minute more for one that is busy. */
function longestWait({ interval, timeout, retries }: Check): number {
  return 2 * interval + (1 + retries) * timeout + MINUTE;
}

/** What was written of later moments than the newest look cannot be true. */
export function isSetBack({ last }: CheckState, at: Instant): boolean {
  return last !== null && at < last.at;
}
