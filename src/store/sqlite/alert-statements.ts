import { and, desc, eq, sql } from 'drizzle-orm';
import type { Context } from './context.ts';
import { alertEvents, alerts, outbox, ruleStates, targets } from './schema.ts';

/** Holds for the rows of the partial indexes on open alerts; a parameter instead of the word would not use them. */
export const IS_OPEN = sql`${alerts.state} <> 'resolved'`;

/** What a change of an alert needs, prepared once. */
export function alertStatements(db: Context['db']) {
  return { save: saveAlert(db), ...lookUps(db), ...companions(db) };
}

function lookUps(db: Context['db']) {
  const value = sql.placeholder;
  return {
    version: db
      .select({ version: alerts.version })
      .from(alerts)
      .where(eq(alerts.id, value('id')))
      .prepare(),
    open: db
      .select({ id: alerts.id })
      .from(alerts)
      .where(and(eq(alerts.fingerprint, value('fingerprint')), IS_OPEN))
      .prepare(),
    newest: db
      .select({ id: alerts.id, version: alerts.version, firedAt: alerts.firedAt })
      .from(alerts)
      .where(eq(alerts.fingerprint, value('fingerprint')))
      .orderBy(desc(alerts.id))
      .limit(1)
      .prepare(),
    target: db
      .select({ name: targets.name })
      .from(targets)
      .where(eq(targets.id, value('id')))
      .prepare(),
  };
}

/** What is written beside the alert itself. */
function companions(db: Context['db']) {
  const value = sql.placeholder;
  return {
    event: db
      .insert(alertEvents)
      .values({
        alert: value('alert'),
        at: value('at'),
        kind: value('kind'),
        byId: value('byId'),
        byName: value('byName'),
        detail: value('detail'),
      })
      .prepare(),
    message: db
      .insert(outbox)
      .values({
        key: value('key'),
        channel: value('channel'),
        kind: value('kind'),
        alert: value('alert'),
        version: value('version'),
        body: value('body'),
        state: 'queued',
        attempts: 0,
        dueAt: value('at'),
        createdAt: value('at'),
      })
      .prepare(),
    ruleState: db
      .insert(ruleStates)
      .values({
        fingerprint: value('fingerprint'),
        rule: value('rule'),
        target: value('target'),
        mutedUntil: value('mutedUntil'),
        mutedAlert: value('mutedAlert'),
      })
      .onConflictDoUpdate({
        target: ruleStates.fingerprint,
        set: {
          rule: sql`excluded.rule`,
          target: sql`excluded.target`,
          mutedUntil: sql`excluded.muted_until`,
          mutedAlert: sql`excluded.muted_alert`,
        },
      })
      .prepare(),
    forget: db
      .delete(ruleStates)
      .where(eq(ruleStates.fingerprint, value('fingerprint')))
      .prepare(),
  };
}

/** Columns that a change of an alert replaces. */
const REPLACED = [
  'labels',
  'severity',
  'state',
  'since',
  'firedAt',
  'byId',
  'byName',
  'actedAt',
  'note',
  'version',
  'message',
  'evidence',
  'scoreBefore',
  'scoreNow',
  'previous',
] as const satisfies readonly (keyof typeof alerts.$inferSelect)[];
const FIXED = ['id', 'fingerprint', 'rule', 'target'] as const;

/** Writes one alert: a new row when `id` is null, else over the row of that id. */
function saveAlert(db: Context['db']) {
  const values = Object.fromEntries(
    [...FIXED, ...REPLACED].map((name) => [name, sql.placeholder(name)]),
  ) as unknown as typeof alerts.$inferInsert;
  const set = Object.fromEntries(
    REPLACED.map((name) => [name, sql`excluded.${sql.identifier(alerts[name].name)}`]),
  );
  return db
    .insert(alerts)
    .values(values)
    .onConflictDoUpdate({ target: alerts.id, set })
    .returning()
    .prepare();
}
