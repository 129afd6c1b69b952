import type { Alert, AlertEvent } from '../model/alert.ts';
import type { Hold } from '../model/alert-change.ts';
import type { Instant } from '../model/time.ts';

/** A moment as programs read it: ISO 8601 in UTC; null stays null. */
export function iso(at: Instant): string;
export function iso(at: Instant | null): string | null;
export function iso(at: Instant | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

/** An alert for programs; `value` and `limit` are in the metric's unit. */
export function alertData(alert: Alert) {
  const { state, evidence } = alert;
  return {
    id: alert.id,
    rule: alert.rule,
    type: alert.type,
    target: alert.targetName,
    severity: alert.severity,
    state: state.kind,
    message: alert.message,
    since: iso(state.since),
    fired_at: state.kind === 'pending' ? null : iso(state.firedAt),
    acknowledged_by: state.kind === 'acknowledged' ? state.by.name : null,
    resolved_at: state.kind === 'resolved' ? iso(state.at) : null,
    shown_in: alert.lead,
    flapping: alert.life.flappingSince !== null,
    noise_by: alert.life.noise?.name ?? null,
    labels: alert.labels,
    metric: evidence.metric,
    value: evidence.value,
    limit: evidence.limit,
  };
}

/** A line of an alert's history for programs. */
export function eventData({ at, kind, by, detail, channel }: AlertEvent) {
  const where = channel === undefined ? {} : { channel };
  return { at: iso(at), kind, by: by.name, detail, ...where };
}

/** What is held back, for programs. */
export function holdData({ channel, why, detail, until, silence }: Hold) {
  return { channel, why, detail, until: iso(until), silence };
}
