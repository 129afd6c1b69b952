import type { Check, CheckResult, CheckState, CheckStatus } from '../model/check.ts';
import type { Instant } from '../model/time.ts';

/** Where a check begins of which nothing is known. */
export function unknownState(since: Instant): CheckState {
  return { status: 'unknown', since, against: 0, last: null, lastOk: null };
}

export function isUp(status: CheckStatus): boolean {
  return status === 'healthy' || status === 'degraded';
}

/** Where a check stands after one more result. It changes after as many in a row as its thresholds say. */
export function nextState(
  state: CheckState,
  { at, ...result }: CheckResult & { readonly at: Instant },
  { failAfter, okAfter }: Pick<Check, 'failAfter' | 'okAfter'>,
): CheckState {
  const last = { ...result, at };
  const lastOk = isUp(result.status) ? at : state.lastOk;
  if (result.status === state.status) return { ...state, against: 0, last, lastOk };
  // Nothing was seen: that neither breaks a row nor makes one.
  if (result.status === 'unknown') return { ...state, last, lastOk };
  const against = state.against + 1;
  const now = { status: result.status, since: at, against: 0, last, lastOk };
  if (isUp(result.status)) {
    // Between healthy and degraded, and after nothing, one run says enough.
    if (state.status === 'unknown' || isUp(state.status) || against >= okAfter) return now;
  } else if (!isUp(state.status) && state.status !== 'unknown') {
    return { ...now, since: state.since };
  } else if (against >= failAfter) return now;
  return { ...state, against, last, lastOk };
}
