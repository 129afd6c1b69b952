import { and, asc, desc, eq, gt, inArray, lt, lte, max } from 'drizzle-orm';
import type { CheckStore } from '../check-port.ts';
import type { Context } from './context.ts';
import { checkChanges, checkPings, checks } from './schema-checks.ts';

/** Checks and their changes. */
export function checkStore({ db, read, write }: Context): CheckStore {
  const columns = {
    check: checkChanges.check,
    at: checkChanges.at,
    status: checkChanges.status,
    reason: checkChanges.reason,
  };
  return {
    sync: (names, at) =>
      write('store the checks', () =>
        names.map((name) => {
          const known = db
            .select({ id: checks.id })
            .from(checks)
            .where(eq(checks.name, name))
            .get();
          if (known) return known.id;
          return db
            .insert(checks)
            .values({ name, createdAt: at })
            .returning({ id: checks.id })
            .get().id;
        }),
      ),

    names: () =>
      read('read the names of checks', () =>
        db
          .select({ name: checks.name })
          .from(checks)
          .all()
          .map(({ name }) => name),
      ),

    change: (changes) =>
      write('store changes of checks', () => {
        for (const change of changes) db.insert(checkChanges).values(change).run();
      }),

    latest: () =>
      read('read how checks stand', () => {
        const newest = db
          .select({ id: max(checkChanges.id) })
          .from(checkChanges)
          .groupBy(checkChanges.check);
        return db.select(columns).from(checkChanges).where(inArray(checkChanges.id, newest)).all();
      }),

    history: (check, from, to) =>
      read('read how a check changed', () => {
        const of = eq(checkChanges.check, check);
        const before = db
          .select(columns)
          .from(checkChanges)
          .where(and(of, lte(checkChanges.at, from)))
          .orderBy(desc(checkChanges.at), desc(checkChanges.id))
          .limit(1)
          .all();
        const within = db
          .select(columns)
          .from(checkChanges)
          .where(and(of, gt(checkChanges.at, from), lt(checkChanges.at, to)))
          .orderBy(asc(checkChanges.at), asc(checkChanges.id))
          .all();
        return [...before, ...within];
      }),

    pings: () => read('read pings', () => db.select().from(checkPings).all()),

    keepPings: ({ check, key, pings }) =>
      write('store a ping', () => {
        const one = { key, pings };
        db.insert(checkPings)
          .values({ check, ...one })
          .onConflictDoUpdate({ target: checkPings.check, set: one })
          .run();
      }),
  };
}
