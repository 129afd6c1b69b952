import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Wishes } from '../../model/wishes.ts';
import { author, json } from './columns.ts';

/** Who stands in for whom; one that is taken back ends at that moment. */
export const rotaOverrides = sqliteTable(
  'rota_overrides',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    rota: text('rota').notNull(),
    person: text('person').notNull(),
    from: integer('from').notNull(),
    to: integer('to').notNull(),
    ...author(),
    createdAt: integer('created_at').notNull(),
  },
  (t) => [index('rota_overrides_to').on(t.to)],
);

/** How people want to be told. */
export const personWishes = sqliteTable('person_wishes', {
  person: text('person').primaryKey(),
  wishes: json<Wishes>('wishes').notNull(),
  ...author(),
  at: integer('at').notNull(),
});
