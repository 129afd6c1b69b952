import type { Facts } from '../expression/evaluate.ts';
import type { Alert, Evidence } from '../model/alert.ts';
import { compareSeverity } from '../model/alert.ts';
import type { AlertContent, Applied, RuleState } from '../model/alert-change.ts';
import { formatDuration, formatEvidence } from '../model/format.ts';
import type { Labels } from '../model/sample.ts';
import type { Target } from '../model/target.ts';
import type { Instant } from '../model/time.ts';
import type { AnnounceDeps } from './announce.ts';
import { fingerprint } from './fingerprint.ts';
import type { CompiledRule, Verdict } from './judge.ts';
import { judge } from './judge.ts';
import type { UnitOf } from './message.ts';
import { fillMessage } from './message.ts';
import { movedEntry } from './moved.ts';
import { type Entry, record } from './record.ts';
import type { Episode } from './state.ts';
import { step } from './step.ts';

export interface EvaluateDeps extends AnnounceDeps {
  readonly unitOf: UnitOf;
  /** Words behind a value, such as why a check fails; null where there are none. */
  note?(target: number, metric: string, labels: Labels): string | null;
}

/** What was seen of one target in one round. */
export interface Seen {
  readonly target: Target;
  readonly at: Instant;
  readonly facts: Facts;
  readonly rules: readonly CompiledRule[];
  readonly scoreBefore: number | null;
  readonly scoreNow: number | null;
}

/** Judges every rule on one target's round and writes what changed. */
export async function evaluateRound(deps: EvaluateDeps, seen: Seen): Promise<readonly Applied[]> {
  const entries: Entry[] = [];
  for (const compiled of seen.rules) {
    for (const verdict of judge(compiled, seen.facts)) {
      const key = fingerprint(compiled.rule.name, seen.target.id, verdict.labels);
      const state = deps.book.ruleState(seen.target.id, key);
      if (state && verdict.condition === false) await deps.book.forget(seen.target.id, key);
      const entry = entryFor(deps, seen, { compiled, verdict, key, state });
      if (entry) entries.push(entry);
    }
  }
  // What is over first, so that nothing joins its message; then the strongest: the others join its message.
  entries.sort(
    (a, b) => endsNow(b) - endsNow(a) || compareSeverity(b.alert.severity, a.alert.severity),
  );
  return record(deps, entries, seen.at);
}

function endsNow({ alert }: Entry): number {
  return Number(alert.state.kind === 'resolved');
}

interface Judged {
  readonly compiled: CompiledRule;
  readonly verdict: Verdict;
  readonly key: string;
  readonly state: RuleState | null;
}

/** What becomes of one series under one rule, or null when nothing changes. */
function entryFor(deps: EvaluateDeps, seen: Seen, judged: Judged): Entry | null {
  const { target, at } = seen;
  const { compiled, verdict, key } = judged;
  if (isMuted(judged, at)) return null;
  const stepped = step(deps.book.find(target.id, key), verdict, { rule: compiled.rule, at });
  if (stepped === null) return null;
  const { before: alert, next, severity } = stepped;
  return changed(deps, seen, { ...judged, alert, next, severity });
}

/**
 * A person resolved it and its condition has held ever since: quiet until the cooldown is over. More than the whole
 * cooldown cannot be left unless the clock was set back; then a second alert is better than a long silence.
 */
function isMuted({ state, compiled, verdict }: Judged, at: Instant): boolean {
  if (state?.muted == null || verdict.condition === false) return false;
  const left = state.muted.until - at;
  return left > 0 && left <= compiled.rule.cooldown;
}

interface Moved extends Judged {
  readonly alert: Alert | null;
  readonly next: Episode;
  readonly severity: Alert['severity'];
}

function changed(deps: EvaluateDeps, seen: Seen, moved: Moved): Entry {
  const alert = { ...contentFor(deps, seen, moved), targetName: seen.target.name };
  const detail = eventDetail(deps, alert, seen.at);
  return movedEntry(moved.alert, alert, { at: seen.at, detail, forgets: moved.state !== null });
}

function contentFor(
  deps: EvaluateDeps,
  seen: Seen,
  { compiled, verdict, key, alert, state, next, severity }: Moved,
): AlertContent {
  const { rule } = compiled;
  const { target } = seen;
  // What is shown is what broke the limit, also after it has cleared.
  const evidence = verdict.condition === true || !alert ? verdict.evidence : alert.evidence;
  const labels = { ...target.labels, ...rule.labels, ...verdict.labels };
  const named = { evidence, target: target.name, labels, unitOf: deps.unitOf };
  const { metric } = evidence;
  const note = metric === null ? null : (deps.note?.(target.id, metric, verdict.labels) ?? null);
  const message = fillMessage(rule.message, named);
  return {
    fingerprint: key,
    rule: rule.name,
    target: target.id,
    labels,
    severity,
    state: next.state,
    life: next.life,
    type: rule.type,
    lead: alert?.lead ?? null,
    message: note === null ? message : `${message}: ${note}`,
    evidence,
    scoreBefore: alert ? alert.scoreBefore : seen.scoreBefore,
    scoreNow: seen.scoreNow,
    previous: alert?.previous ?? state?.muted?.alert ?? null,
  };
}

function eventDetail(deps: EvaluateDeps, { evidence, severity, state }: AlertContent, at: Instant) {
  if (state.kind === 'resolved') return `after ${formatDuration(at - state.since)}`;
  if (evidence.metric === null) return severity;
  return `${severity}: ${measured(evidence, deps.unitOf(evidence.metric))}`;
}

function measured(evidence: Evidence, unit: ReturnType<UnitOf>): string {
  const { metric, operator, window } = evidence;
  const { value, limit } = formatEvidence(evidence, unit);
  const what = window === undefined ? metric : `${window} of ${metric}`;
  return `${what} ${value} (limit ${`${operator ?? ''} ${limit}`.trim()})`;
}
