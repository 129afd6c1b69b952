import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { CheckStatus } from '../../model/check.ts';
import type { Pings } from '../../model/ping.ts';
import { json } from './columns.ts';

export const checks = sqliteTable('checks', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  name: text('name').notNull().unique(),
  createdAt: integer('created_at').notNull(),
});

/** Confirmed changes of checks: uptime is reckoned from these alone. */
export const checkChanges = sqliteTable(
  'check_changes',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    check: integer('check')
      .notNull()
      .references(() => checks.id),
    at: integer('at').notNull(),
    status: text('status').$type<CheckStatus>().notNull(),
    reason: text('reason').notNull(),
  },
  (t) => [index('check_changes_by_time').on(t.check, t.at)],
);

/** What jobs told of themselves: of each check what its pings come to. */
export const checkPings = sqliteTable('check_pings', {
  check: integer('check')
    .primaryKey()
    .references(() => checks.id),
  key: text('key'),
  pings: json<Pings>('pings').notNull(),
});
