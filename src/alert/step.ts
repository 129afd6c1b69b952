import type { Alert } from '../model/alert.ts';
import { compareSeverity } from '../model/alert.ts';
import type { Rule } from '../model/rule.ts';
import type { Instant } from '../model/time.ts';
import type { Verdict } from './judge.ts';
import type { Episode } from './state.ts';
import { goesOn, nextEpisode } from './state.ts';

/** An episode with how bad it is. */
export type Known = Episode & Pick<Alert, 'severity'>;

/** What becomes of the episode of one series. */
export interface Stepped<K extends Known> {
  /** The episode that goes on; null when a new one begins. */
  readonly before: K | null;
  readonly next: Episode;
  readonly severity: Alert['severity'];
}

/** Takes the episode of one series one verdict further; null when nothing changes. */
export function step<K extends Known>(
  known: K | null,
  verdict: Verdict,
  { rule, at }: { readonly rule: Rule; readonly at: Instant },
): Stepped<K> | null {
  if (verdict.condition !== true && known === null) return null;
  const before = known && takesUp(known, at, rule.cooldown) ? known : null;
  const next = nextEpisode(before, { at, ...verdict }, rule);
  if (next === null) return null;
  const severity = severityOf(verdict, before);
  const isOver = before?.state.kind === 'resolved';
  const isSame = next === before && (isOver || severity === before.severity);
  return isSame ? null : { before, next, severity };
}

/** An open episode goes on; one that is over only when it ended by itself within its cooldown. */
function takesUp({ state }: Episode, at: Instant, cooldown: number): boolean {
  return state.kind !== 'resolved' || goesOn(state, at, cooldown);
}

/** Raised by what holds; lowered only when the stronger levels are known to hold no more. */
function severityOf({ condition, severity, ceiling }: Verdict, known: Known | null) {
  if (!known || known.state.kind === 'resolved') return severity;
  const stays = condition !== true || compareSeverity(ceiling, known.severity) >= 0;
  return stays && compareSeverity(severity, known.severity) < 0 ? known.severity : severity;
}
