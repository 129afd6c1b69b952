import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { InboxStore } from '../ports.ts';
import type { Context } from './context.ts';
import { inbox, inboxOffsets } from './schema.ts';

export function inboxStore({ db, read, write }: Context): InboxStore {
  const value = sql.placeholder;
  const insert = db
    .insert(inbox)
    .values({
      source: value('source'),
      id: value('id'),
      body: value('body'),
      receivedAt: value('at'),
    })
    .onConflictDoNothing()
    .prepare();
  const finish = db
    .update(inbox)
    .set({ doneAt: sql`${value('at')}` })
    .where(and(eq(inbox.source, value('source')), eq(inbox.id, value('id')), isNull(inbox.doneAt)))
    .prepare();

  return {
    add: (source, updates, offset, at) =>
      write('store what arrived', () => {
        for (const { id, body } of updates) insert.run({ source, id, body, at });
        db.insert(inboxOffsets)
          .values({ source, offset })
          .onConflictDoUpdate({ target: inboxOffsets.source, set: { offset } })
          .run();
      }),

    offset: (source) =>
      read('read the offset', () => {
        const row = db.select().from(inboxOffsets).where(eq(inboxOffsets.source, source)).get();
        return row?.offset ?? 0;
      }),

    pending: (source) =>
      read('read what arrived', () =>
        db
          .select({ id: inbox.id, body: inbox.body, receivedAt: inbox.receivedAt })
          .from(inbox)
          .where(and(eq(inbox.source, source), isNull(inbox.doneAt)))
          .orderBy(asc(inbox.id))
          .all(),
      ),

    done: (source, id, at) =>
      write('note what was handled', () => {
        finish.run({ source, id, at });
      }),
  };
}
