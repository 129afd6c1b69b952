import { type Instant, SECOND } from '../../model/time.ts';

/** Samples after which it is known whether a series only counts upwards. */
const JUDGED = 30;
/** Of those, how many must be above the one before. */
const RISING = 20;
/** A counter that began anew is below this part of what it was. */
const RESTART = 0.5;

/** What is judged of a sample: its value, or by how much a counter grew each second; null when there is nothing. */
export interface Judged {
  readonly value: number | null;
  /** What was learned before is of another kind. */
  readonly anew: boolean;
}

type Kind = 'unknown' | 'plain' | 'counter';

/** What is known of whether a series only counts upwards. */
export interface CounterState {
  kind: Kind;
  last: Point | null;
  steps: number;
  rising: number;
}

export function unknownKind(): CounterState {
  return { kind: 'unknown', last: null, steps: 0, rising: 0 };
}

/** Tells counters from other series, by whether they ever fall but to begin anew. */
export function readCounter(state: CounterState, at: Instant, value: number): Judged {
  const { kind: was, last: before } = state;
  if (was === 'plain') return { value, anew: false };
  if (before === null || at > before.at) state.last = { at, value };
  if (before === null) return { value, anew: false };
  state.steps += 1;
  if (value > before.value) state.rising += 1;
  state.kind = kindAfter(state, before.value, value);
  const anew = state.kind !== was && (state.kind === 'counter' || was === 'counter');
  if (state.kind !== 'counter') return { value, anew };
  return { value: perSecond(before, { at, value }), anew };
}

function kindAfter({ kind, steps, rising }: CounterState, before: number, value: number): Kind {
  if (value < before) return kind === 'counter' && value < RESTART * before ? 'counter' : 'plain';
  if (kind === 'counter' || steps < JUDGED) return kind;
  return rising >= RISING ? 'counter' : 'plain';
}

interface Point {
  readonly at: Instant;
  readonly value: number;
}

/** null between two samples of one moment, and where it began anew: how far it had come is not known. */
function perSecond(before: Point, now: Point): number | null {
  if (now.at <= before.at || now.value < before.value) return null;
  return ((now.value - before.value) * SECOND) / (now.at - before.at);
}
