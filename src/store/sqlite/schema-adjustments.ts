import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { HoldReason } from '../../model/alert-change.ts';
import type { MetricSaid, RegisteredMetric } from '../../model/metric-said.ts';
import type { Matcher } from '../../model/silence.ts';
import { author, json } from './columns.ts';
import { alerts } from './schema.ts';

/** What is held back; `channel` is empty where it is held from all. */
export const holds = sqliteTable(
  'holds',
  {
    alert: integer('alert')
      .notNull()
      .references(() => alerts.id),
    channel: text('channel').notNull(),
    why: text('why').$type<HoldReason>().notNull(),
    detail: text('detail').notNull(),
    until: integer('until'),
    silence: integer('silence').references(() => silences.id),
    at: integer('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.alert, t.channel] })],
);

export const silences = sqliteTable(
  'silences',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    matcher: json<Matcher>('matcher').notNull(),
    ...author(),
    reason: text('reason').notNull(),
    createdAt: integer('created_at').notNull(),
    /** null: it ends when nothing that it matches is open any more. */
    endsAt: integer('ends_at'),
    endedAt: integer('ended_at'),
    endedById: text('ended_by_id'),
    endedByName: text('ended_by_name'),
  },
  (t) => [index('silences_active').on(t.id).where(sql`${t.endedAt} is null`)],
);

/** Which alerts a silence has hidden, each once. */
export const silenceHits = sqliteTable(
  'silence_hits',
  {
    silence: integer('silence')
      .notNull()
      .references(() => silences.id),
    alert: integer('alert')
      .notNull()
      .references(() => alerts.id),
  },
  (t) => [primaryKey({ columns: [t.silence, t.alert] })],
);

/** Windows that were made in a chat. */
export const maintenance = sqliteTable('maintenance', {
  name: text('name').primaryKey(),
  at: text('at').notNull(),
  zone: text('zone').notNull(),
  duration: integer('duration').notNull(),
  matcher: json<Matcher>('matcher').notNull(),
  ...author(),
  createdAt: integer('created_at').notNull(),
});

/** Rules that are switched off. */
export const ruleSwitches = sqliteTable('rule_switches', {
  rule: text('rule').primaryKey(),
  ...author(),
  at: integer('at').notNull(),
  reason: text('reason').notNull(),
});

/** What people and programs said of metrics. */
export const metricDefinitions = sqliteTable('metric_definitions', {
  name: text('name').primaryKey(),
  said: json<MetricSaid>('said').notNull(),
  source: text('source').$type<RegisteredMetric['source']>().notNull(),
  ...author(),
  at: integer('at').notNull(),
});
