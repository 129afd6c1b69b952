import type { Alert } from '../model/alert.ts';
import type { Instant } from '../model/time.ts';
import { iso } from '../report/data.ts';

/** An alert as programs see it. Times are ISO 8601 in UTC; null where there is nothing. */
export function alertJson(alert: Alert) {
  const { id, rule, targetName, type, severity, message, state, life, labels, evidence } = alert;
  const taken = state.kind === 'acknowledged' ? state : life.taken;
  const over = state.kind === 'resolved' ? state : null;
  const acted = over ?? (state.kind === 'acknowledged' ? state : null);
  return {
    id,
    rule,
    target: targetName,
    alert_type: type,
    severity,
    title: `${rule} on ${targetName}`,
    message,
    details: { labels, evidence },
    state: state.kind,
    // It fires, clears, fires: every second change is a firing.
    count: Math.max(1, Math.ceil(life.changes.length / 2)),
    since: iso(state.since),
    created_at: iso(state.since),
    updated_at: iso(updatedAt(alert)),
    acknowledged_by: taken?.by.name ?? null,
    acknowledged_at: taken ? iso(taken.at) : null,
    resolved_at: over ? iso(over.at) : null,
    escalates_at: life.escalateAt === null || over ? null : iso(life.escalateAt),
    ...(acted && { by: acted.by.name, at: iso(acted.at), note: acted.note }),
  };
}

/** When something last happened with it. */
function updatedAt({ state, life }: Alert): Instant {
  const firedAt = 'firedAt' in state ? state.firedAt : null;
  const at = 'at' in state ? state.at : null;
  const { toldAt, clearingSince, changes } = life;
  const times = [state.since, firedAt, at, toldAt, clearingSince, ...changes];
  return Math.max(...times.filter((one) => one !== null));
}
