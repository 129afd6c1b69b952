import type { Alert, AlertState, Doer } from '../../model/alert.ts';
import type { AlertContent } from '../../model/alert-change.ts';
import { assertNever } from '../../model/assert-never.ts';
import { sortedLabels } from '../labels.ts';
import type { alerts } from './schema.ts';

type Row = typeof alerts.$inferSelect;

/** A stored alert with the name of its target. */
export function toAlert(row: Row, targetName: string): Alert {
  const { id, fingerprint, rule, target, labels, severity, version, message, evidence } = row;
  const { scoreBefore, scoreNow, previous } = row;
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
  };
}

function toState(row: Row): AlertState {
  const { state: kind, since, firedAt, note } = row;
  switch (kind) {
    case 'pending':
      return { kind, since };
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
  return { id: byId ?? 'rule', name: byName ?? 'rule' };
}

/** Columns of an alert that is to become `content`; `id` null makes a new row. */
export function toRow(content: AlertContent, id: number | null, version: number) {
  const { state, labels, ...rest } = content;
  const acted = 'by' in state ? state : null;
  return {
    ...rest,
    id,
    version,
    labels: sortedLabels(labels),
    state: state.kind,
    since: state.since,
    firedAt: 'firedAt' in state ? state.firedAt : null,
    byId: acted?.by.id ?? null,
    byName: acted?.by.name ?? null,
    actedAt: acted?.at ?? null,
    note: acted?.note ?? null,
  };
}
