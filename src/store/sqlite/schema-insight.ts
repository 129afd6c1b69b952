import { index, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { MarkKind } from '../../model/mark.ts';
import type { Labels } from '../../model/sample.ts';
import { author, json } from './columns.ts';

/** Changes that people and programs told of, such as deployments. */
export const marks = sqliteTable(
  'marks',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    at: integer('at').notNull(),
    /** null: of everything. */
    targetId: integer('target_id'),
    kind: text('kind').$type<MarkKind>().notNull(),
    text: text('text').notNull(),
    url: text('url'),
    /** What the sender names it by; the same once more changes nothing. */
    key: text('key').unique(),
    ...author(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [index('marks_at').on(t.at)],
);

/** What was to be seen when an alert fired. */
export const alertCauses = sqliteTable('alert_causes', {
  alertId: integer('alert_id').primaryKey(),
  at: integer('at').notNull(),
  body: json<unknown>('body').notNull(),
});

/** What was foretold, and what came of it. */
export const forecasts = sqliteTable(
  'forecasts',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    madeAt: integer('made_at').notNull(),
    targetId: integer('target_id').notNull(),
    metric: text('metric').notNull(),
    labels: json<Labels>('labels').notNull(),
    method: text('method').notNull(),
    /** The moment that the values are foretold for. */
    dueAt: integer('due_at').notNull(),
    expected: real('expected').notNull(),
    low: real('low').notNull(),
    high: real('high').notNull(),
    /** null until it is known. */
    actual: real('actual'),
    settledAt: integer('settled_at'),
  },
  (t) => [
    index('forecasts_due').on(t.settledAt, t.dueAt),
    index('forecasts_series').on(t.targetId, t.metric, t.madeAt),
  ],
);
