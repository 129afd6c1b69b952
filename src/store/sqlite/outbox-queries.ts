import { and, asc, count, eq, gte, isNull, sql } from 'drizzle-orm';
import type { ChannelTraffic, DeliveryReport } from '../../model/outbox.ts';
import type { Instant } from '../../model/time.ts';
import type { Looked, OutboxStore, Overdue } from '../ports.ts';
import type { Context } from './context.ts';
import { messageKey } from './message-key.ts';
import type { outboxStatements } from './outbox-statements.ts';
import { outbox } from './schema-messages.ts';

type Statements = ReturnType<typeof outboxStatements>;
type State = Pick<OutboxStore, 'waiting' | 'posted' | 'nextDue' | 'counts'>;
type Reports = Pick<OutboxStore, 'deliveries' | 'fate' | 'overdue' | 'oldestSince' | 'pushes'>;

/** Everything that only reads messages. */
export function outboxQueries(
  context: Context,
  statements: Statements,
): State & Reports & Pick<OutboxStore, 'traffic'> {
  return {
    ...{ ...state(context, statements), ...reports(context) },
    ...{ ...waits(context), traffic: traffic(context) },
  };
}

function state({ db, read }: Context, statements: Statements): State {
  return {
    waiting: () =>
      read('look up who waits', () =>
        db
          .selectDistinct({ channel: outbox.channel })
          .from(outbox)
          .where(isNull(outbox.settledAt))
          .all()
          .map(({ channel }) => channel),
      ),

    posted: (alert, channel) =>
      read('look up a card', () => statements.posted.get({ alert, channel }) ?? null),

    nextDue: (channel) =>
      read('look up what is due', () => statements.nextDue.get({ channel })?.at ?? null),

    counts: () =>
      read('count messages', () => {
        const counts = { queued: 0, sending: 0, sent: 0, dead: 0 };
        const rows = db.select({ state: outbox.state, n: count() }).from(outbox);
        for (const { state: name, n } of rows.groupBy(outbox.state).all()) counts[name] = n;
        return counts;
      }),
  };
}

/** Nothing reached a phone: another message said it. */
const WAS_SKIPPED = sql`(${outbox.state} = 'sent' and ${outbox.remoteId} is null)`;

/** A card makes a sound when it is posted; the alert's later ones edit it. */
const IS_EDIT = sql`(${outbox.kind} = 'card' and exists (
  select 1 from outbox earlier
  where earlier.alert = ${outbox.alert} and earlier.channel = ${outbox.channel}
    and earlier.kind = 'card' and earlier.id < ${outbox.id}))`;

function reports({ db, read, installation }: Context): Omit<Reports, 'overdue' | 'oldestSince'> {
  return {
    deliveries: (alert) =>
      read('read how messages fared', () =>
        db
          .select()
          .from(outbox)
          .where(eq(outbox.alert, alert))
          .orderBy(asc(outbox.id))
          .all()
          .map(toReport),
      ),

    fate: ({ key: name, channel }) =>
      read('read how a message fared', () => {
        const key = messageKey(installation, 'message', channel, name);
        const row = db.select().from(outbox).where(eq(outbox.key, key)).get();
        return row ? toReport(row) : null;
      }),

    pushes: (channel, since) =>
      read('count the sounds of a channel', () => {
        const heard = db
          .select({ n: count() })
          .from(outbox)
          .where(
            and(
              eq(outbox.channel, channel),
              gte(outbox.createdAt, since),
              eq(outbox.silent, false),
              sql`not ${WAS_SKIPPED}`,
              sql`not ${IS_EDIT}`,
            ),
          );
        return heard.get()?.n ?? 0;
      }),
  };
}

function traffic({ raw, read }: Context): OutboxStore['traffic'] {
  const arrived = `state = 'sent' and remote_id is not null`;
  const counts = raw.prepare<[], Omit<ChannelTraffic, 'trouble'> & { deliveredId: number | null }>(
    `select channel, sum(settled_at is null) as waiting,
       max(case when ${arrived} then settled_at end) as deliveredAt,
       max(case when ${arrived} then id end) as deliveredId
     from outbox group by channel order by channel`,
  );
  // SQLite gives the other columns of the row that has the maximum.
  const troubles = raw.prepare<[], { channel: string; id: number; reason: string; state: string }>(
    `select channel, max(id) as id, reason, state from outbox
     where reason is not null and state <> 'sent' group by channel`,
  );
  return () =>
    read('read how channels fare', () => {
      const found = new Map(troubles.all().map((one) => [one.channel, one]));
      return counts.all().map(({ deliveredId, ...one }) => {
        const trouble = found.get(one.channel);
        const isOver = trouble?.state === 'dead' && trouble.id < (deliveredId ?? 0);
        return { ...one, trouble: isOver ? null : (trouble?.reason ?? null) };
      });
    });
}

/** By SQL: after an outage there are thousands, and the query builder would take three times as long. */
function waits({ raw, read }: Context): Pick<Reports, 'overdue' | 'oldestSince'> {
  const firstDue = 'coalesce(first_due_at, created_at)';
  const oldest = raw
    .prepare<[number], number | null>(
      `select min(created_at) from outbox where settled_at is null and ${firstDue} < ?`,
    )
    .pluck();
  const beginning = raw
    .prepare<[], number | null>('select min(id) - 1 from outbox where settled_at is null')
    .pluck();
  // By id: an index of all that waits would lead through everything that was looked at long ago.
  const waiting = `from outbox not indexed
    where id > @beyond and settled_at is null and kind <> 'message' and alert is not null`;
  const overdue = raw.prepare<Span, Row>(
    `select id, key, channel, kind, alert, body, attempts, created_at as createdAt,
       ${firstDue} as firstDueAt, silent, reason
     ${waiting} and ${firstDue} >= @from and ${firstDue} < @before
     order by firstDueAt, id`,
  );
  const next = raw
    .prepare<Span, number>(`select id ${waiting} and ${firstDue} >= @before order by id limit 1`)
    .pluck();
  const last = raw.prepare<[], number | null>('select max(id) from outbox').pluck();

  return {
    overdue: (before, former) =>
      read('look for overdue messages', () => {
        // A clock that was set back makes the last look one of the future.
        const from = Math.min(former?.from ?? Number.MIN_SAFE_INTEGER, before);
        const span = { from, before, beyond: former?.beyond ?? beginning.get() ?? 0 };
        const entries = overdue.all(span).map((row) => ({ ...row, silent: row.silent === 1 }));
        const early = next.get(span);
        const beyond = early === undefined ? (last.get() ?? 0) : early - 1;
        return { entries, looked: { from: before, beyond } };
      }),

    oldestSince: (before) => read('look for the oldest message', () => oldest.get(before) ?? null),
  };
}

interface Span extends Looked {
  readonly before: Instant;
}

type Row = Omit<Overdue['entries'][number], 'silent'> & { readonly silent: number };

function toReport(row: typeof outbox.$inferSelect): DeliveryReport {
  const { channel, kind, state: name, attempts, createdAt, settledAt, reason } = row;
  const dueAt = name === 'queued' ? row.dueAt : null;
  return { channel, kind, state: name, attempts, createdAt, settledAt, dueAt, reason };
}
