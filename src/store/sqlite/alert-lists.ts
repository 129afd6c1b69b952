import {
  and,
  asc,
  count,
  desc,
  eq,
  gte,
  inArray,
  isNotNull,
  lt,
  ne,
  or,
  type SQL,
  sql,
} from 'drizzle-orm';
import type { Alert } from '../../model/alert.ts';
import { RULE } from '../../model/alert.ts';
import type { AlertStore } from '../ports.ts';
import { toAlert } from './alert-row.ts';
import type { Context } from './context.ts';
import { alerts, targets } from './schema.ts';

type Lists = Pick<AlertStore, 'open' | 'list' | 'between' | 'touching' | 'recent' | 'members'>;
type Filter = Parameters<AlertStore['list']>[0];
type Row = { readonly alert: typeof alerts.$inferSelect; readonly name: string };
type Order = readonly (SQL | typeof alerts.id)[];

/** Holds for the rows of the partial indexes on open alerts; a parameter instead of the word would not use them. */
export const IS_OPEN = sql`${alerts.state} <> 'resolved'`;
const IS_RESOLVED = sql`${alerts.state} = 'resolved'`;

const STRONGEST_FIRST = [desc(alerts.severity), asc(alerts.since), asc(alerts.id)];

/** Everything that reads many alerts. */
export function alertLists(context: Context): Lists {
  return { ...bySpan(context), ...byState(context) };
}

function byState({ db, read }: Context): Pick<Lists, 'open' | 'list' | 'members'> {
  const page = (matching: SQL | undefined, order: Order, limit: number) => {
    const rows = joined(db)
      .where(matching)
      .orderBy(...order)
      .limit(limit)
      .all();
    const total = db.select({ total: count() }).from(alerts).where(matching).get()?.total ?? 0;
    return { alerts: rows.map(named), total };
  };

  return {
    open: (target) =>
      read('read open alerts', () =>
        joined(db)
          .where(and(IS_OPEN, ofTarget(target)))
          .orderBy(asc(alerts.id))
          .all()
          .map(named),
      ),

    list: (filter) =>
      read('list alerts', () => page(matches(filter), orderOf(filter), filter.limit)),

    members: (lead, limit) =>
      read('list the alerts of a message', () =>
        page(
          or(eq(alerts.lead, lead), eq(alerts.id, lead)),
          [desc(IS_OPEN), ...STRONGEST_FIRST],
          limit,
        ),
      ),
  };
}

function bySpan({ db, read }: Context): Pick<Lists, 'between' | 'touching' | 'recent'> {
  return {
    between: (from, to, target) =>
      read('read the alerts of a span', () => {
        const fired = and(gte(alerts.firedAt, from), lt(alerts.firedAt, to));
        const resolved = and(IS_RESOLVED, gte(alerts.actedAt, from), lt(alerts.actedAt, to));
        return joined(db)
          .where(and(or(fired, resolved), isNotNull(alerts.firedAt), ofTarget(target)))
          .orderBy(asc(alerts.firedAt), asc(alerts.id))
          .all()
          .map(named);
      }),

    touching: (from, to, target) =>
      read('read the alerts that a span touches', () => {
        const fired = and(isNotNull(alerts.firedAt), lt(alerts.firedAt, to), ofTarget(target));
        // Two questions, for each has its index.
        const open = and(IS_OPEN, ne(alerts.state, 'pending'), fired);
        const over = and(IS_RESOLVED, gte(alerts.actedAt, from), fired);
        return [open, over]
          .flatMap((matching) => joined(db).where(matching).all())
          .toSorted((a, b) => firedAt(a) - firedAt(b) || a.alert.id - b.alert.id)
          .map(named);
      }),

    recent: (since) =>
      read('read what ended lately', () =>
        joined(db)
          .where(
            and(
              IS_RESOLVED,
              gte(alerts.actedAt, since),
              eq(alerts.byId, RULE.id),
              isNotNull(alerts.firedAt),
            ),
          )
          .orderBy(asc(alerts.actedAt), asc(alerts.id))
          .all()
          .map(named),
      ),
  };
}

/** Alerts with the names of their targets. */
export function joined(db: Context['db']) {
  return db
    .select({ alert: alerts, name: targets.name })
    .from(alerts)
    .innerJoin(targets, eq(targets.id, alerts.target));
}

/** One row of `joined` as the program knows it. */
export function named(row: Row): Alert {
  return toAlert(row.alert, row.name);
}

function firedAt({ alert }: Row): number {
  return alert.firedAt ?? alert.since;
}

function ofTarget(target: number | null): SQL | undefined {
  return target === null ? undefined : eq(alerts.target, target);
}

/** What is open: strongest first, then oldest. What is over: the newest first. */
function orderOf({ state }: Filter): Order {
  if (state === 'resolved') return [desc(alerts.actedAt), desc(alerts.id)];
  return STRONGEST_FIRST;
}

/** Only asking for pending alerts shows those that have not fired. */
function matches({ state, severity, target }: Filter): SQL | undefined {
  return and(
    state === null || state === 'open'
      ? inArray(alerts.state, ['firing', 'acknowledged'])
      : eq(alerts.state, state),
    state === 'pending' ? undefined : isNotNull(alerts.firedAt),
    severity === null ? undefined : eq(alerts.severity, severity),
    ofTarget(target),
  );
}
