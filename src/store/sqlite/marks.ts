import { and, between, desc, eq, isNull, or } from 'drizzle-orm';
import type { Mark } from '../../model/mark.ts';
import type { MarkStore } from '../marks-port.ts';
import type { Context } from './context.ts';
import { marks } from './schema-insight.ts';

type Row = typeof marks.$inferSelect;

const MOST = 500;

export function markStore({ db, read, write }: Context): MarkStore {
  return {
    add: (made, now) =>
      write('store marks', () =>
        made.map(({ by, target, ...one }) => {
          const row = { ...one, targetId: target, byId: by.id, byName: by.name, createdAt: now };
          const stored = db.insert(marks).values(row).onConflictDoNothing().returning().get();
          const known = () =>
            db
              .select()
              .from(marks)
              .where(eq(marks.key, one.key ?? ''))
              .get();
          return toMark(stored ?? (known() as Row));
        }),
      ),

    between: (from, to, target) =>
      read('list marks', () => {
        const theirs = target === null ? undefined : eq(marks.targetId, target);
        const rows = db
          .select()
          .from(marks)
          .where(and(between(marks.at, from, to), theirs && or(theirs, isNull(marks.targetId))))
          .orderBy(desc(marks.at), desc(marks.id))
          .limit(MOST)
          .all();
        return rows.reverse().map(toMark);
      }),

    remove: (id) =>
      write('remove a mark', () => db.delete(marks).where(eq(marks.id, id)).run().changes > 0),
  };
}

function toMark({ id, at, targetId, kind, text, url, byId, byName }: Row): Mark {
  return { id, at, target: targetId, kind, text, url, by: { id: byId, name: byName } };
}
