import type { Alert } from '../../model/alert.ts';
import type { AlertChange, Applied } from '../../model/alert-change.ts';
import type { Instant } from '../../model/time.ts';
import { sortedLabels } from '../labels.ts';
import type { AlertStore } from '../ports.ts';
import { alertLists } from './alert-lists.ts';
import { alertLookUps } from './alert-look-ups.ts';
import { type AlertRow, toRow } from './alert-row.ts';
import { alertStatements, type Stored } from './alert-statements.ts';
import { companions } from './companions.ts';
import type { Context } from './context.ts';

const LOST: Applied = { kind: 'lost' };

export function alertStore(context: Context): AlertStore {
  const { raw, write } = context;
  const statements = alertStatements(raw);
  const beside = companions(context);
  /** Targets keep their names and their ids for ever. */
  const names = new Map<number, string>();

  return {
    apply: (changes, at) =>
      write('store alerts', () => changes.map((change) => applyOne(change, at))),

    forget: (fingerprint) => write('forget a rule', () => beside.forget(fingerprint)),

    ...alertLists(context),
    ...alertLookUps(context),
  };

  function applyOne(change: AlertChange, at: Instant): Applied {
    const stored = save(change);
    if (!stored) return LOST;
    beside.record(change, stored, at);
    return { kind: 'applied', alert: asStored(change, stored) };
  }

  /** A new row, the row of a blip taken again, or the row that is expected; null when another change was first. */
  function save({ expect, alert }: AlertChange): Stored | null {
    const row = toRow(alert);
    if (expect) return replace(row, expect);
    if (statements.isOpen.get(alert.fingerprint)) return null;
    const newest = statements.newest.get(alert.fingerprint);
    if (newest?.firedAt === null) return replace(row, newest);
    return { id: Number(statements.insert.run(row).lastInsertRowid), version: 1 };
  }

  function replace(row: AlertRow, { id, version }: Stored): Stored | null {
    const { changes } = statements.replace.run({ ...row, id, version });
    return changes === 1 ? { id, version: version + 1 } : null;
  }

  function asStored({ alert }: AlertChange, stored: Stored): Alert {
    const labels = sortedLabels(alert.labels);
    return { ...alert, ...stored, labels, targetName: nameOf(alert.target) };
  }

  function nameOf(target: number): string {
    const known = names.get(target) ?? statements.targetName.get(target);
    if (known === undefined) throw new Error(`there is no target ${target}`);
    names.set(target, known);
    return known;
  }
}
