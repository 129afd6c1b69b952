import { type AlertState, type Doer, isRule, RULE } from '../model/alert.ts';
import { assertNever } from '../model/assert-never.ts';
import type { Instant } from '../model/time.ts';
import type { Action } from './allowed.ts';
import { allowed } from './allowed.ts';

/** What one evaluation of a rule saw for one series. Unknown neither fires nor clears. */
export interface Observation {
  readonly at: Instant;
  readonly condition: boolean | 'unknown';
  readonly clears: boolean | 'unknown';
}

/** What a person's action leads to, or why it cannot be done. */
export type Acted =
  | { readonly kind: 'done'; readonly state: AlertState }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * State of an alert after one more observation; null: no open alert, as before. The same object comes back when nothing
 * changed. A rule with `for` 0 fires at once; otherwise the condition must hold for `for` milliseconds since it was first
 * seen, which is kept in the state and so outlives a restart. A pending alert ends as soon as its condition is false; a
 * firing or acknowledged one when its rule says that it clears.
 */
export function nextState(
  state: AlertState | null,
  seen: Observation,
  rule: { readonly for: number },
): AlertState | null {
  if (state === null || state.kind === 'resolved') {
    return seen.condition === true ? opened(seen.at, rule.for) : state;
  }
  switch (state.kind) {
    case 'pending':
      if (seen.condition === false) return cleared(state, seen.at);
      if (seen.condition === 'unknown' || seen.at - state.since < rule.for) return state;
      return { kind: 'firing', since: state.since, firedAt: seen.at };
    case 'firing':
    case 'acknowledged':
      return seen.clears === true ? cleared(state, seen.at) : state;
    default:
      return assertNever(state);
  }
}

/** A person takes charge. */
export function acknowledge(
  state: AlertState,
  by: Doer,
  at: Instant,
  note: string | null = null,
): Acted {
  if (state.kind !== 'firing' || !allowed('acknowledge', state))
    return refused('acknowledge', state);
  const { since, firedAt } = state;
  return { kind: 'done', state: { kind: 'acknowledged', since, firedAt, by, at, note } };
}

/** A person ends the episode, whether or not its condition has cleared. */
export function resolve(
  state: AlertState,
  by: Doer,
  at: Instant,
  note: string | null = null,
): Acted {
  if (!allowed('resolve', state)) return refused('resolve', state);
  return { kind: 'done', state: resolved(state, { by, at, note }) };
}

function opened(at: Instant, holdFor: number): AlertState {
  return holdFor > 0 ? { kind: 'pending', since: at } : { kind: 'firing', since: at, firedAt: at };
}

function cleared(state: AlertState, at: Instant): AlertState {
  return resolved(state, { by: RULE, at, note: null });
}

function resolved(
  state: AlertState,
  deed: { readonly by: Doer; readonly at: Instant; readonly note: string | null },
): AlertState {
  const firedAt = state.kind === 'pending' ? null : state.firedAt;
  return { kind: 'resolved', since: state.since, firedAt, ...deed };
}

function refused(action: Action, state: AlertState): Acted {
  const who = 'by' in state && !isRule(state.by) ? ` by ${state.by.name}` : '';
  const why =
    state.kind === 'pending' ? 'it has not fired yet' : `it is already ${state.kind}${who}`;
  return { kind: 'refused', reason: `cannot ${action} it: ${why}` };
}
