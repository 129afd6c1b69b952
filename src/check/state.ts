import type { Check, CheckResult, CheckState, CheckStatus, Held } from '../model/check.ts';
import { isUp } from '../model/check.ts';
import type { Instant } from '../model/time.ts';

/** Where a check begins of which nothing is known, or not since `since`. */
export function unknownState(since: Instant, held: Held | null = null): CheckState {
  return { status: 'unknown', since, against: 0, last: null, lastOk: null, held };
}

/** The same check, at which nobody has looked since `at`. */
export function unseen({ status, since, lastOk, held }: CheckState, at: Instant): CheckState {
  return { ...unknownState(at, status === 'unknown' ? held : { status, since }), lastOk };
}

/** It does not work, or cannot be run: `unknown` is neither. */
export function isDown(status: CheckStatus): boolean {
  return !isUp(status) && status !== 'unknown';
}

/**
 * Where a check stands after one more result. It changes after as many in a row as its thresholds say. Where nobody
 * looked for a while and it is then as it was before, it goes on at once: a failure that lasts is no new one.
 */
export function nextState(
  state: CheckState,
  { at, ...result }: CheckResult & { readonly at: Instant },
  { failAfter, okAfter }: Pick<Check, 'failAfter' | 'okAfter'>,
): CheckState {
  const last = { ...result, at };
  const lastOk = isUp(result.status) ? at : state.lastOk;
  // Nothing was seen: that neither breaks a row nor makes one.
  if (result.status === 'unknown') return { ...state, last, lastOk };
  if (result.status === state.status) return { ...state, against: 0, last, lastOk };
  const against = state.against + 1;
  const now = { status: result.status, since: at, against: 0, last, lastOk, held: null };
  const held = heldOn(state, result.status);
  if (held !== null) return { ...now, since: held.since ?? at };
  if (isUp(result.status)) {
    // Between healthy and degraded, and after nothing, one run says enough.
    if (state.status === 'unknown' || isUp(state.status) || against >= okAfter) return now;
  } else if (!isUp(state.status) && state.status !== 'unknown') {
    return { ...now, since: state.since };
  } else if (against >= failAfter) return now;
  return { ...state, against, last, lastOk };
}

/** Whether it is as it was before nobody looked, and since when where that goes on. */
function heldOn(
  { held }: CheckState,
  status: CheckStatus,
): { readonly since: Instant | null } | null {
  if (held === null || isUp(held.status) !== isUp(status)) return null;
  return { since: status === held.status || !isUp(status) ? held.since : null };
}
