import type { SQL } from 'drizzle-orm';
import { and, asc, eq, gt, inArray, lt, lte, max, ne, or, sql } from 'drizzle-orm';
import type { CheckChange } from '../../model/check.ts';
import type { Instant } from '../../model/time.ts';
import type { CheckStore } from '../check-port.ts';
import type { Context } from './context.ts';
import { OLD_CHANGES, prune } from './prune.ts';
import { checkChanges, checkPings, checks } from './schema-checks.ts';

const columns = {
  check: checkChanges.check,
  at: checkChanges.at,
  status: checkChanges.status,
  reason: checkChanges.reason,
};

/** Checks and their changes. */
export function checkStore(context: Context): CheckStore {
  const { db, read, write } = context;
  // Made once: making a statement costs ten times what running it does, and all may change at once.
  const insertChange = db
    .insert(checkChanges)
    .values({
      check: sql.placeholder('check'),
      at: sql.placeholder('at'),
      status: sql.placeholder('status'),
      reason: sql.placeholder('reason'),
    })
    .prepare();
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
        for (const change of changes) insertChange.run({ ...change });
      }),

    latest: () =>
      read('read how checks stand', () => {
        const known = new Map(
          newest(db, ne(checkChanges.status, 'unknown')).map((change) => [change.check, change]),
        );
        return newest(db, undefined).map((change) => ({
          newest: change,
          known: known.get(change.check) ?? null,
        }));
      }),

    history: (check, from, to) =>
      read('read how a check changed', () => historyOf(db, check, { from, to })),

    prune: (before) => prune(context, before, OLD_CHANGES),
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

/** The newest change of each check that is as wanted. */
function newest(db: Context['db'], wanted: SQL | undefined): readonly CheckChange[] {
  const ids = db
    .select({ id: max(checkChanges.id) })
    .from(checkChanges)
    .where(wanted)
    .groupBy(checkChanges.check);
  return db.select(columns).from(checkChanges).where(inArray(checkChanges.id, ids)).all();
}

function historyOf(
  db: Context['db'],
  check: number,
  { from, to }: { readonly from: Instant; readonly to: Instant },
): readonly CheckChange[] {
  const of = eq(checkChanges.check, check);
  // The greatest id of few rows of the index: sorted by id, SQLite would read the whole table.
  const held = db
    .select({ id: max(checkChanges.id) })
    .from(checkChanges)
    .where(and(of, lte(checkChanges.at, from)))
    .get();
  const first = held?.id ?? 0;
  // Of what was written before it and says something of later moments, nothing holds any more.
  const within = and(
    gt(checkChanges.at, from),
    lt(checkChanges.at, to),
    gt(checkChanges.id, first),
  );
  return db
    .select(columns)
    .from(checkChanges)
    .where(and(of, or(eq(checkChanges.id, first), within)))
    .orderBy(asc(checkChanges.id))
    .all();
}
