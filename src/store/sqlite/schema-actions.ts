import { index, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { ActionRun } from '../../model/action.ts';
import { author } from './columns.ts';
import { alerts, targets } from './schema.ts';

/** What was done on targets, and what waits for a second admin. */
export const actionRuns = sqliteTable(
  'action_runs',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    target: integer('target')
      .notNull()
      .references(() => targets.id),
    action: text('action').notNull(),
    deed: text('deed').notNull(),
    mode: text('mode').$type<ActionRun['mode']>().notNull(),
    state: text('state').$type<ActionRun['state']>().notNull(),
    ...author(),
    askedById: text('asked_by_id'),
    askedByName: text('asked_by_name'),
    at: integer('at').notNull(),
    expires: integer('expires'),
    alert: integer('alert').references(() => alerts.id),
    token: text('token').unique(),
    code: integer('code'),
    took: real('took'),
    output: text('output').notNull(),
    detail: text('detail').notNull(),
  },
  (t) => [index('action_runs_target').on(t.target, t.action, t.at)],
);
