import { indexFacts } from '../expression/evaluate.ts';
import type { Alert, AlertEvent, AlertState } from '../model/alert.ts';
import { compareSeverity, RULE } from '../model/alert.ts';
import type { AlertChange, AlertContent, Applied, RuleState } from '../model/alert-change.ts';
import { formatDuration, formatValue } from '../model/format.ts';
import type { Fact } from '../model/sample.ts';
import type { Target } from '../model/target.ts';
import type { Instant } from '../model/time.ts';
import { fingerprint } from './fingerprint.ts';
import type { CompiledRule, Verdict } from './judge.ts';
import { judge } from './judge.ts';
import type { UnitOf } from './message.ts';
import { fillMessage } from './message.ts';
import type { AlertLog, Tell } from './ports.ts';
import { nextState } from './state.ts';

export interface EvaluateDeps {
  readonly log: AlertLog;
  readonly tell: Tell;
  readonly unitOf: UnitOf;
}

/** What was seen of one target in one round. */
export interface Seen {
  readonly target: Target;
  readonly at: Instant;
  readonly facts: readonly Fact[];
  readonly rules: readonly CompiledRule[];
  readonly scoreBefore: number | null;
  readonly scoreNow: number | null;
}

/** Judges every rule on one target's round and writes what changed, in one transaction. */
export async function evaluateRound(deps: EvaluateDeps, seen: Seen): Promise<readonly Applied[]> {
  const facts = indexFacts(seen.facts);
  const open = new Map((await deps.log.open(seen.target.id)).map((one) => [one.fingerprint, one]));
  const states = new Map(
    (await deps.log.ruleStates(seen.target.id)).map((one) => [one.fingerprint, one]),
  );
  const judged = seen.rules.flatMap((compiled) =>
    judge(compiled, facts).map((verdict): Judged => {
      const key = fingerprint(compiled.rule.name, seen.target.id, verdict.labels);
      const alert = open.get(key) ?? null;
      return { compiled, verdict, key, alert, state: states.get(key) ?? null };
    }),
  );
  for (const { state, verdict } of judged) {
    if (state && verdict.condition === false) await deps.log.forget(state.fingerprint);
  }
  const changes: AlertChange[] = [];
  for (const one of judged.filter((candidate) => !isMuted(candidate, seen.at))) {
    const next = nextFor(one, seen.at);
    if (next === null) continue;
    const told = one.alert ? await deps.log.told(one.alert.id) : [];
    changes.push(changeFor(deps, seen, { ...one, next, told }));
  }
  return changes.length === 0 ? [] : deps.log.apply(changes, seen.at);
}

/**
 * A person resolved it and its condition has held ever since: quiet until the cooldown is over. More than the whole
 * cooldown cannot be left unless the clock was set back; then a second alert is better than a long silence.
 */
function isMuted({ compiled, state, verdict }: Judged, at: Instant): boolean {
  if (state?.muted == null || verdict.condition === false) return false;
  const left = state.muted.until - at;
  return left > 0 && left <= compiled.rule.cooldown;
}

interface Judged {
  readonly compiled: CompiledRule;
  readonly verdict: Verdict;
  readonly key: string;
  readonly alert: Alert | null;
  readonly state: RuleState | null;
}

interface Next {
  readonly state: AlertState;
  readonly severity: Alert['severity'];
}

/** What becomes of the alert, or null when nothing changes. */
function nextFor({ compiled, verdict, alert }: Judged, at: Instant): Next | null {
  const before = alert?.state ?? null;
  const { condition, clears } = verdict;
  const state = nextState(before, { at, condition, clears }, { for: compiled.rule.for });
  if (state === null) return null;
  const severity = severityOf(verdict, alert);
  const moved = state.kind !== before?.kind;
  return moved || severity !== alert?.severity ? { state, severity } : null;
}

/** Raised by what holds; lowered only when the stronger levels are known to hold no more. */
function severityOf({ condition, severity, ceiling }: Verdict, alert: Alert | null) {
  if (!alert) return severity;
  const stays = condition !== true || compareSeverity(ceiling, alert.severity) >= 0;
  return stays && compareSeverity(severity, alert.severity) < 0 ? alert.severity : severity;
}

type Moved = Judged & { readonly next: Next; readonly told: readonly string[] };

function changeFor(deps: EvaluateDeps, seen: Seen, moved: Moved): AlertChange {
  const { alert, told } = moved;
  const content = contentFor(deps, seen, moved);
  const named = { ...content, targetName: seen.target.name };
  const messages = messagesFor(deps, named, { alert, told });
  const event = eventFor(deps, { at: seen.at, before: alert, after: content });
  const held = { at: seen.at, by: RULE, kind: 'held', detail: 'no route matches' } as const;
  return {
    expect: alert && { id: alert.id, version: alert.version },
    alert: content,
    events: event.kind === 'fired' && messages.length === 0 ? [event, held] : [event],
    messages,
    ...(moved.state && { ruleState: null }),
  };
}

function contentFor(
  deps: EvaluateDeps,
  seen: Seen,
  { compiled, verdict, key, alert, state, next }: Moved,
): AlertContent {
  const { rule } = compiled;
  const { target } = seen;
  // What is shown is what broke the limit, also after it has cleared.
  const evidence = verdict.condition === true || !alert ? verdict.evidence : alert.evidence;
  const labels = { ...target.labels, ...rule.labels, ...verdict.labels };
  return {
    fingerprint: key,
    rule: rule.name,
    target: target.id,
    labels,
    severity: next.severity,
    state: next.state,
    message: fillMessage(rule.message, {
      evidence,
      target: target.name,
      labels,
      unitOf: deps.unitOf,
    }),
    evidence,
    scoreBefore: alert ? alert.scoreBefore : seen.scoreBefore,
    scoreNow: seen.scoreNow,
    previous: alert?.previous ?? state?.muted?.alert ?? null,
  };
}

function eventFor(
  deps: EvaluateDeps,
  change: { at: Instant; before: Alert | null; after: AlertContent },
): Omit<AlertEvent, 'alert'> {
  const { before, after, at } = change;
  return { at, by: RULE, kind: eventKind(before, after), detail: eventDetail(deps, after, at) };
}

function eventKind(before: Alert | null, { state, severity }: AlertContent): AlertEvent['kind'] {
  if (before && state.kind === before.state.kind) {
    return compareSeverity(severity, before.severity) > 0 ? 'raised' : 'lowered';
  }
  if (state.kind === 'pending') return 'pending';
  if (state.kind !== 'resolved') return 'fired';
  return state.firedAt === null ? 'cancelled' : 'resolved';
}

function eventDetail(deps: EvaluateDeps, { evidence, severity, state }: AlertContent, at: Instant) {
  if (state.kind === 'resolved') return `after ${formatDuration(at - state.since)}`;
  const unit = evidence.metric === null ? 'none' : deps.unitOf(evidence.metric);
  const limit = `${evidence.operator ?? ''} ${formatValue(evidence.limit, unit)}`;
  if (evidence.metric === null) return severity;
  return `${severity}: ${evidence.metric} ${formatValue(evidence.value, unit)} (limit ${limit.trim()})`;
}

/** Pending and cancelled episodes are recorded, never told. */
function messagesFor(
  deps: EvaluateDeps,
  alert: Parameters<Tell>[0],
  before: { readonly alert: Alert | null; readonly told: readonly string[] },
) {
  const { state } = alert;
  if (state.kind === 'pending' || state.firedAt === null) return [];
  if (state.kind === 'resolved') return deps.tell(alert, 'resolved', before.told);
  const raised = before.alert !== null && before.alert.state.kind === state.kind;
  const louder = raised && compareSeverity(alert.severity, before.alert.severity) > 0;
  return deps.tell(alert, louder ? 'raised' : 'card', before.told);
}
