import { and, asc, eq, isNull, lt, lte, ne, notExists, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { Context } from './context.ts';
import { outbox, postedMessages } from './schema-messages.ts';

/** Remote id of a card that stood where its channel no longer is. */
export const NOWHERE = '';

/** An `OutboxEntry` in columns. */
const ENTRY = {
  id: outbox.id,
  key: outbox.key,
  channel: outbox.channel,
  kind: outbox.kind,
  alert: outbox.alert,
  body: outbox.body,
  attempts: outbox.attempts,
  createdAt: outbox.createdAt,
  firstDueAt: sql<number>`coalesce(${outbox.firstDueAt}, ${outbox.createdAt})`,
  silent: outbox.silent,
};

/** What sending needs, prepared once. */
export function outboxStatements(db: Context['db']) {
  return { ...waiting(db), ...changes(db), ...cards(db) };
}

/** Reading what is due. */
function waiting(db: Context['db']) {
  const value = sql.placeholder;
  const older = alias(outbox, 'older');
  /** The alert's next entry for the channel: those behind it wait until it is settled. */
  const isNext = and(
    eq(outbox.channel, value('channel')),
    isNull(outbox.settledAt),
    notExists(
      db
        .select({ id: older.id })
        .from(older)
        .where(
          and(
            eq(older.alert, outbox.alert),
            eq(older.channel, outbox.channel),
            lt(older.id, outbox.id),
            isNull(older.settledAt),
          ),
        ),
    ),
  );
  return {
    due: db
      .select(ENTRY)
      .from(outbox)
      .where(and(isNext, lte(outbox.dueAt, value('now'))))
      .orderBy(asc(outbox.id))
      .limit(value('limit'))
      .prepare(),
    nextDue: db
      .select({ at: sql<number | null>`min(${outbox.dueAt})` })
      .from(outbox)
      .where(isNext)
      .prepare(),
  };
}

function changes(db: Context['db']) {
  const value = sql.placeholder;
  return {
    queue: db
      .insert(outbox)
      .values({
        key: value('key'),
        channel: value('channel'),
        kind: 'message',
        body: value('body'),
        state: 'queued',
        attempts: 0,
        dueAt: value('at'),
        firstDueAt: value('at'),
        createdAt: value('at'),
      })
      .onConflictDoNothing()
      .prepare(),
    lease: db
      .update(outbox)
      .set({
        state: 'sending',
        attempts: sql`${outbox.attempts} + 1`,
        dueAt: sql`${value('until')}`,
        claimedAfter: sql`(select max(newest.id) from outbox newest)`,
      })
      .where(eq(outbox.id, value('id')))
      .prepare(),
    entry: db
      .select()
      .from(outbox)
      .where(eq(outbox.id, value('id')))
      .prepare(),
    settle: db
      .update(outbox)
      .set({
        state: sql`${value('state')}`,
        settledAt: sql`${value('at')}`,
        remoteId: sql`${value('remoteId')}`,
        reason: sql`${value('reason')}`,
      })
      .where(eq(outbox.id, value('id')))
      .prepare(),
  };
}

/** Where cards stand. */
function cards(db: Context['db']) {
  const value = sql.placeholder;
  return {
    covered: db
      .update(outbox)
      .set({
        state: 'sent',
        settledAt: sql`${value('at')}`,
        reason: sql`${value('reason')}`,
      })
      .where(
        and(
          eq(outbox.alert, value('alert')),
          eq(outbox.channel, value('channel')),
          eq(outbox.kind, 'card'),
          lte(outbox.id, value('covers')),
          isNull(outbox.settledAt),
        ),
      )
      .prepare(),
    post: db
      .insert(postedMessages)
      .values({
        alert: value('alert'),
        channel: value('channel'),
        remoteId: value('remoteId'),
        postedAt: value('postedAt'),
        covers: value('covers'),
      })
      .onConflictDoUpdate({
        target: [postedMessages.alert, postedMessages.channel],
        set: {
          remoteId: sql`excluded.remote_id`,
          postedAt: sql`coalesce(excluded.posted_at, ${postedMessages.postedAt})`,
          covers: sql`coalesce(excluded.covers, ${postedMessages.covers})`,
        },
      })
      .prepare(),
    posted: db
      .select({
        channel: postedMessages.channel,
        remoteId: postedMessages.remoteId,
        postedAt: postedMessages.postedAt,
        covers: sql<number>`coalesce(${postedMessages.covers}, 0)`,
      })
      .from(postedMessages)
      .where(
        and(
          eq(postedMessages.alert, value('alert')),
          eq(postedMessages.channel, value('channel')),
          ne(postedMessages.remoteId, NOWHERE),
        ),
      )
      .prepare(),
  };
}
