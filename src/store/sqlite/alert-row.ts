import type { Alert, AlertState, Doer } from '../../model/alert.ts';
import { NEW_LIFE, RULE, SEVERITIES } from '../../model/alert.ts';
import type { AlertContent } from '../../model/alert-change.ts';
import { assertNever } from '../../model/assert-never.ts';
import { sortedLabels } from '../labels.ts';
import type { alerts } from './schema.ts';

type Row = typeof alerts.$inferSelect;

/** A stored alert with the name of its target. */
export function toAlert(row: Row, targetName: string): Alert {
  const { id, fingerprint, rule, target, labels, severity, version, message, evidence } = row;
  const { scoreBefore, scoreNow, previous, type, lead } = row;
  return {
    id,
    fingerprint,
    rule,
    target,
    targetName,
    labels,
    severity,
    state: toState(row),
    version,
    message,
    evidence,
    scoreBefore,
    scoreNow,
    previous,
    type,
    lead,
    life: row.life ? { ...NEW_LIFE, ...row.life } : NEW_LIFE,
  };
}

function toState(row: Row): AlertState {
  const { state: kind, since, firedAt, clearedAt, note } = row;
  switch (kind) {
    case 'pending':
      if (firedAt === null || clearedAt === null) return { kind, since };
      return { kind, since, again: { firedAt, at: clearedAt } };
    case 'firing':
      return { kind, since, firedAt: firedAt ?? since };
    case 'acknowledged':
      return { kind, since, firedAt: firedAt ?? since, by: doer(row), at: row.actedAt ?? 0, note };
    case 'resolved':
      return { kind, since, firedAt, by: doer(row), at: row.actedAt ?? 0, note };
    default:
      return assertNever(kind);
  }
}

function doer({ byId, byName }: Row): Doer {
  return { id: byId ?? RULE.id, name: byName ?? RULE.name };
}

/** Columns of an alert that is to become `content`, by their names in SQL and as SQLite takes them. */
export function toRow(content: AlertContent) {
  const { state } = content;
  const acted = 'by' in state ? state : null;
  const again = state.kind === 'pending' ? state.again : undefined;
  return {
    fingerprint: content.fingerprint,
    rule: content.rule,
    target: content.target,
    labels: JSON.stringify(sortedLabels(content.labels)),
    severity: SEVERITIES.indexOf(content.severity),
    state: state.kind,
    since: state.since,
    fired_at: 'firedAt' in state ? state.firedAt : (again?.firedAt ?? null),
    cleared_at: again?.at ?? null,
    by_id: acted?.by.id ?? null,
    by_name: acted?.by.name ?? null,
    acted_at: acted?.at ?? null,
    note: acted?.note ?? null,
    message: content.message,
    evidence: JSON.stringify(content.evidence),
    score_before: content.scoreBefore,
    score_now: content.scoreNow,
    previous: content.previous,
    type: content.type,
    lead: content.lead,
    life: JSON.stringify(content.life),
  };
}

export type AlertRow = ReturnType<typeof toRow>;
