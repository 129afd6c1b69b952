import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { OutboxKind } from '../../model/outbox.ts';
import { alerts } from './schema.ts';

export const outbox = sqliteTable(
  'outbox',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    key: text('key').notNull().unique(),
    channel: text('channel').notNull(),
    kind: text('kind').$type<OutboxKind>().notNull(),
    alert: integer('alert').references(() => alerts.id),
    /** Version of the change that caused it; null for messages of no alert. */
    version: integer('version'),
    body: text('body'),
    state: text('state').$type<'queued' | 'sending' | 'sent' | 'dead'>().notNull(),
    attempts: integer('attempts').notNull(),
    /** When it may be claimed; while `sending`, when its lease runs out. */
    dueAt: integer('due_at').notNull(),
    createdAt: integer('created_at').notNull(),
    /** When it became `sent` or `dead`; null while it is still to be sent. */
    settledAt: integer('settled_at'),
    remoteId: text('remote_id'),
    reason: text('reason'),
    silent: integer('silent', { mode: 'boolean' }).notNull().default(false),
    /** When it might first be sent; null for those of before this was written down. */
    firstDueAt: integer('first_due_at'),
    /** Newest entry of all when this one was last claimed: changes up to there are in what was sent. */
    claimedAfter: integer('claimed_after'),
  },
  (t) => [
    index('outbox_channel').on(t.channel, t.createdAt),
    index('outbox_waiting').on(t.channel, t.id).where(sql`${t.settledAt} is null`),
    index('outbox_waiting_alert').on(t.alert, t.channel, t.id).where(sql`${t.settledAt} is null`),
    index('outbox_state').on(t.state, t.settledAt),
    index('outbox_alert').on(t.alert, t.id),
  ],
);

export const postedMessages = sqliteTable(
  'posted_messages',
  {
    alert: integer('alert')
      .notNull()
      .references(() => alerts.id),
    channel: text('channel').notNull(),
    /** Empty when the channel has moved: the alert was told of there, and its card stands no more. */
    remoteId: text('remote_id').notNull(),
    /** When it was posted; null for those of before this was written down. */
    postedAt: integer('posted_at'),
    /** The newest outbox entry when it was posted: what was queued until then, it shows. */
    covers: integer('covers'),
  },
  (t) => [primaryKey({ columns: [t.alert, t.channel] })],
);
