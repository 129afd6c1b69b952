import type { AlertRow } from './alert-row.ts';
import type { Context } from './context.ts';

/**
 * What every change of an alert needs, prepared once. SQL as SQLite takes it: alerts come in storms, and through the
 * query builder each change would take about twice as long.
 */
export function alertStatements(raw: Context['raw']) {
  const columns = [...FIXED, ...REPLACED];
  return {
    insert: raw.prepare<AlertRow>(
      `insert into alerts (version, ${columns.join(', ')})
       values (1, ${columns.map((name) => `@${name}`).join(', ')})`,
    ),
    /** Replaces one version of an alert; changes no row when another is stored, or when another episode is open. */
    replace: raw.prepare<AlertRow & Stored>(
      `update alerts set version = version + 1, ${REPLACED.map((name) => `${name} = @${name}`).join(', ')}
       where id = @id and version = @version and (@state = 'resolved' or not exists (
         select 1 from alerts other
         where other.fingerprint = @fingerprint and other.state <> 'resolved' and other.id <> @id))`,
    ),
    isOpen: raw
      .prepare<[string], number>(
        "select 1 from alerts where fingerprint = ? and state <> 'resolved'",
      )
      .pluck(),
    newest: raw.prepare<[string], Stored & { readonly firedAt: number | null }>(
      `select id, version, fired_at as firedAt from alerts
       where fingerprint = ? order by id desc limit 1`,
    ),
    targetName: raw.prepare<[number], string>('select name from targets where id = ?').pluck(),
  };
}

/** Where an alert is stored. */
export interface Stored {
  readonly id: number;
  readonly version: number;
}

const FIXED = ['fingerprint', 'rule', 'target'] as const satisfies readonly (keyof AlertRow)[];

/** Columns that a change of an alert replaces: all others. */
const REPLACED = [
  'labels',
  'severity',
  'state',
  'since',
  'fired_at',
  'cleared_at',
  'by_id',
  'by_name',
  'acted_at',
  'note',
  'message',
  'evidence',
  'score_before',
  'score_now',
  'previous',
  'type',
  'lead',
  'life',
] as const satisfies readonly Exclude<keyof AlertRow, (typeof FIXED)[number]>[];
