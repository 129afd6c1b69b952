import {
  and,
  asc,
  count,
  desc,
  eq,
  gte,
  inArray,
  isNotNull,
  isNull,
  lt,
  or,
  type SQL,
  sql,
} from 'drizzle-orm';
import type { Alert, AlertEvent } from '../../model/alert.ts';
import type { RuleState } from '../../model/alert-change.ts';
import type { AlertStore } from '../ports.ts';
import { toAlert } from './alert-row.ts';
import { IS_OPEN } from './alert-statements.ts';
import type { Context } from './context.ts';
import { alertEvents, alerts, outbox, postedMessages, ruleStates, targets } from './schema.ts';

type Lists = Pick<AlertStore, 'open' | 'list' | 'between'>;
type LookUps = Pick<AlertStore, 'get' | 'ruleStates' | 'told'>;
type Filter = Parameters<AlertStore['list']>[0];

/** Everything that reads alerts. */
export function alertQueries(context: Context): Lists & LookUps {
  return { ...lists(context), ...lookUps(context) };
}

/** What is open: strongest first, then oldest. What is over: the newest first. */
function orderOf({ state }: Filter) {
  if (state === 'resolved') return [desc(alerts.actedAt), desc(alerts.id)];
  return [desc(alerts.severity), asc(alerts.since), asc(alerts.id)];
}

function lists({ db, read }: Context): Lists {
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
      read('list alerts', () => {
        const matching = matches(filter);
        const rows = joined(db)
          .where(matching)
          .orderBy(...orderOf(filter))
          .limit(filter.limit)
          .all();
        const total = db.select({ total: count() }).from(alerts).where(matching).get()?.total ?? 0;
        return { alerts: rows.map(named), total };
      }),

    between: (from, to, target) =>
      read('read the alerts of a span', () => {
        const fired = and(gte(alerts.firedAt, from), lt(alerts.firedAt, to));
        const resolved = and(
          sql`${alerts.state} = 'resolved'`,
          gte(alerts.actedAt, from),
          lt(alerts.actedAt, to),
        );
        return joined(db)
          .where(and(or(fired, resolved), isNotNull(alerts.firedAt), ofTarget(target)))
          .orderBy(asc(alerts.firedAt), asc(alerts.id))
          .all()
          .map(named);
      }),
  };
}

function lookUps({ db, read }: Context): LookUps {
  const byId = joined(db)
    .where(eq(alerts.id, sql.placeholder('id')))
    .prepare();
  const events = db
    .select()
    .from(alertEvents)
    .where(eq(alertEvents.alert, sql.placeholder('id')))
    .orderBy(asc(alertEvents.id))
    .prepare();
  const states = db
    .select()
    .from(ruleStates)
    .where(eq(ruleStates.target, sql.placeholder('target')))
    .prepare();
  // What was sent long ago is pruned from the outbox; where its card stands is kept.
  const told = db
    .select({ channel: outbox.channel })
    .from(outbox)
    .where(and(eq(outbox.alert, sql.placeholder('id')), isNull(outbox.settledAt)))
    .union(
      db
        .select({ channel: postedMessages.channel })
        .from(postedMessages)
        .where(eq(postedMessages.alert, sql.placeholder('id'))),
    )
    .prepare();

  return {
    get: (id) =>
      read('read an alert', () => {
        const row = byId.get({ id });
        return row ? { alert: named(row), events: events.all({ id }).map(toEvent) } : null;
      }),

    ruleStates: (target) =>
      read('read the states of rules', () => states.all({ target }).map(toRuleState)),

    told: (id) =>
      read('read who was told of an alert', () => told.all({ id }).map(({ channel }) => channel)),
  };
}

function joined(db: Context['db']) {
  return db
    .select({ alert: alerts, name: targets.name })
    .from(alerts)
    .innerJoin(targets, eq(targets.id, alerts.target));
}

function named(row: { alert: typeof alerts.$inferSelect; name: string }): Alert {
  return toAlert(row.alert, row.name);
}

function ofTarget(target: number | null): SQL | undefined {
  return target === null ? undefined : eq(alerts.target, target);
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

function toEvent(row: typeof alertEvents.$inferSelect): AlertEvent {
  const { alert, at, kind, byId, byName, detail } = row;
  return { alert, at, kind, by: { id: byId, name: byName }, detail };
}

function toRuleState(row: typeof ruleStates.$inferSelect): RuleState {
  const { fingerprint, rule, target, mutedUntil, mutedAlert } = row;
  const muted =
    mutedUntil === null || mutedAlert === null ? null : { until: mutedUntil, alert: mutedAlert };
  return { fingerprint, rule, target, muted };
}
