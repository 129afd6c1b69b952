import type { AlertLife, AlertState, Taken } from '../model/alert.ts';
import { type Doer, isRule, NEW_LIFE, RULE } from '../model/alert.ts';
import { assertNever } from '../model/assert-never.ts';
import type { Instant } from '../model/time.ts';
import type { Action } from './allowed.ts';
import { allowed } from './allowed.ts';
import { changed } from './flap.ts';

/** What one evaluation of a rule saw for one series. Unknown neither fires nor clears. */
export interface Observation {
  readonly at: Instant;
  readonly condition: boolean | 'unknown';
  readonly clears: boolean | 'unknown';
}

/** What moves in an episode. */
export interface Episode {
  readonly state: AlertState;
  readonly life: AlertLife;
}

/** Times of a rule, in milliseconds. */
export interface RuleTimes {
  readonly for: number;
  readonly clearFor: number;
  readonly cooldown: number;
}

/** What a person's action leads to, or why it cannot be done. */
export type Acted =
  | { readonly kind: 'done'; readonly episode: Episode }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * An episode after one more observation; null: none, as before. The same object comes back when nothing changed. A rule
 * with `for` 0 fires at once; otherwise the condition must hold for `for` milliseconds since it was first seen, which is
 * kept in the state and so outlives a restart. A pending alert ends as soon as its condition is false; a firing or
 * acknowledged one when its rule has said for `clearFor` that it clears. One that ended by itself not longer than
 * `cooldown` ago goes on, with its acknowledgement, when the condition comes back.
 */
export function nextEpisode(
  before: Episode | null,
  seen: Observation,
  rule: RuleTimes,
): Episode | null {
  if (before === null) return seen.condition === true ? opened(seen.at, rule.for) : null;
  const { state } = before;
  switch (state.kind) {
    case 'resolved':
      return seen.condition === true ? comesBack({ ...before, state }, seen.at, rule) : before;
    case 'pending':
      if (seen.condition === false) return cancelled({ ...before, state }, seen.at);
      if (seen.condition === 'unknown' || seen.at - state.since < rule.for) return before;
      return fired({ ...before, state }, seen.at);
    case 'firing':
    case 'acknowledged':
      return clearing(before, seen, rule.clearFor);
    default:
      return assertNever(state);
  }
}

type In<K extends AlertState['kind']> = Episode & {
  readonly state: Extract<AlertState, { kind: K }>;
};

/** Whether an episode that is over is taken up again: it ended by itself, a short while ago. */
export function goesOn(state: AlertState, at: Instant, cooldown: number): boolean {
  if (state.kind !== 'resolved' || state.firedAt === null || !isRule(state.by)) return false;
  return at - state.at <= cooldown;
}

function opened(at: Instant, holdFor: number): Episode {
  if (holdFor > 0) return { state: { kind: 'pending', since: at }, life: NEW_LIFE };
  return { state: { kind: 'firing', since: at, firedAt: at }, life: changed(NEW_LIFE, at, true) };
}

function comesBack({ state, life }: In<'resolved'>, at: Instant, rule: RuleTimes): Episode {
  if (!goesOn(state, at, rule.cooldown)) return opened(at, rule.for);
  const again = { firedAt: state.firedAt ?? at, at: state.at };
  const waiting: In<'pending'> = { state: { kind: 'pending', since: at, again }, life };
  return rule.for > 0 ? waiting : fired(waiting, at);
}

function fired({ state: { since, again }, life }: In<'pending'>, at: Instant): Episode {
  const firedAt = again?.firedAt ?? at;
  const next = changed(life, at, true);
  const { taken } = life;
  if (!again || taken === null) return { state: { kind: 'firing', since, firedAt }, life: next };
  return { state: { kind: 'acknowledged', since, firedAt, ...taken }, life: next };
}

function cancelled({ state: { since, again }, life }: In<'pending'>, at: Instant): Episode {
  const ended = { kind: 'resolved', by: RULE, note: null } as const;
  if (!again) return { state: { ...ended, since, at, firedAt: null }, life };
  return { state: { ...ended, since: again.firedAt, ...again }, life };
}

function clearing(before: Episode, { at, clears }: Observation, clearFor: number): Episode {
  const { clearingSince } = before.life;
  if (clears === 'unknown') return before;
  if (!clears) {
    if (clearingSince === null) return before;
    return { ...before, life: { ...before.life, clearingSince: null } };
  }
  const since = clearingSince ?? at;
  if (at - since >= clearFor) return cleared(before, at);
  if (clearingSince !== null) return before;
  return { ...before, life: { ...before.life, clearingSince: at } };
}

function cleared({ state, life }: Episode, at: Instant): Episode {
  const calm = { ...life, clearingSince: null };
  return { state: resolved(state, { by: RULE, at, note: null }), life: changed(calm, at, false) };
}

/** A person takes charge, or says that they still are on it: when asked, or when `again` says so. */
export function acknowledge({ state, life }: Episode, taken: Taken, again = false): Acted {
  const isAgain = state.kind === 'acknowledged' && (again || life.expiry?.isAsked === true);
  if (state.kind !== 'acknowledged' && state.kind !== 'firing')
    return refused('acknowledge', state);
  if (!isAgain && !allowed('acknowledge', state)) return refused('acknowledge', state);
  const { since, firedAt } = state;
  const next: AlertState = { kind: 'acknowledged', since, firedAt, ...taken };
  return done(next, { ...life, taken, remindAt: null, escalateAt: null, expiry: null });
}

/** A person gives it back, or it is taken from who did not answer: nobody has it. */
export function unacknowledge({ state, life }: Episode): Acted {
  if (state.kind !== 'acknowledged' || !allowed('unacknowledge', state)) {
    return refused('unacknowledge', state);
  }
  const { since, firedAt } = state;
  return done({ kind: 'firing', since, firedAt }, { ...life, taken: null, expiry: null });
}

/** A person ends the episode, whether or not its condition has cleared. */
export function resolve({ state, life }: Episode, deed: Taken): Acted {
  if (!allowed('resolve', state)) return refused('resolve', state);
  const calm = { ...life, clearingSince: null, flappingSince: null };
  return done(resolved(state, deed), calm);
}

function done(state: AlertState, life: AlertLife): Acted {
  return { kind: 'done', episode: { state, life } };
}

/** The state of an alert that is over. */
export function resolved(
  state: AlertState,
  deed: { readonly by: Doer; readonly at: Instant; readonly note: string | null },
): AlertState {
  const firedAt = state.kind === 'pending' ? (state.again?.firedAt ?? null) : state.firedAt;
  return { kind: 'resolved', since: state.since, firedAt, ...deed };
}

function refused(action: Action, state: AlertState): Acted {
  return { kind: 'refused', reason: `cannot ${action} it: ${whyNot(state)}` };
}

function whyNot(state: AlertState): string {
  if (state.kind === 'pending') return 'it has not fired yet';
  if (state.kind === 'firing') return 'nobody has it';
  const who = isRule(state.by) ? '' : ` by ${state.by.name}`;
  return `it is already ${state.kind}${who}`;
}
