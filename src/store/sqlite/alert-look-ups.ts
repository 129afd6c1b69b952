import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { AlertEvent } from '../../model/alert.ts';
import type { RuleState, StoredHold } from '../../model/alert-change.ts';
import type { AlertStore } from '../ports.ts';
import { joined, named } from './alert-lists.ts';
import type { Context } from './context.ts';
import { alertEvents, alerts, ruleStates } from './schema.ts';
import { holds } from './schema-adjustments.ts';
import { outbox, postedMessages } from './schema-messages.ts';

type LookUps = Pick<AlertStore, 'get' | 'ruleStates' | 'told' | 'holds'>;

/** What is asked about one alert, or one target. */
export function alertLookUps({ db, read }: Context): LookUps {
  const { byId, events, states, told } = prepare(db);
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

    holds: (alert) =>
      read('read what is held back', () =>
        db
          .select()
          .from(holds)
          .where(alert === null ? undefined : eq(holds.alert, alert))
          .orderBy(asc(holds.alert), asc(holds.channel))
          .all()
          .map(toHold),
      ),
  };
}

function prepare(db: Context['db']) {
  const id = sql.placeholder('id');
  // What was sent long ago is pruned from the outbox; where its card stands is kept.
  const waiting = db
    .select({ channel: outbox.channel })
    .from(outbox)
    .where(and(eq(outbox.alert, id), isNull(outbox.settledAt)));
  const standing = db
    .select({ channel: postedMessages.channel })
    .from(postedMessages)
    .where(eq(postedMessages.alert, id));
  return {
    byId: joined(db).where(eq(alerts.id, id)).prepare(),
    events: db
      .select()
      .from(alertEvents)
      .where(eq(alertEvents.alert, id))
      .orderBy(asc(alertEvents.id))
      .prepare(),
    states: db
      .select()
      .from(ruleStates)
      .where(eq(ruleStates.target, sql.placeholder('target')))
      .prepare(),
    told: waiting.union(standing).prepare(),
  };
}

function toEvent(row: typeof alertEvents.$inferSelect): AlertEvent {
  const { alert, at, kind, byId, byName, detail, channel } = row;
  const about = channel === null ? {} : { channel };
  return { alert, at, kind, ...about, by: { id: byId, name: byName }, detail };
}

function toRuleState(row: typeof ruleStates.$inferSelect): RuleState {
  const { fingerprint, rule, target, mutedUntil, mutedAlert } = row;
  const muted =
    mutedUntil === null || mutedAlert === null ? null : { until: mutedUntil, alert: mutedAlert };
  return { fingerprint, rule, target, muted };
}

function toHold(row: typeof holds.$inferSelect): StoredHold {
  return { ...row, channel: row.channel === '' ? null : row.channel };
}
