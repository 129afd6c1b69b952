import { and, count, eq, gt, isNull } from 'drizzle-orm';
import type { OutboxStore } from '../ports.ts';
import type { Context } from './context.ts';
import { messageKey } from './message-key.ts';
import { outboxReceipts } from './outbox-receipts.ts';
import { outboxStatements } from './outbox-statements.ts';
import { outbox, postedMessages } from './schema.ts';

export function outboxStore(context: Context): OutboxStore {
  const { db, installation, read, write } = context;
  const statements = outboxStatements(db);

  return {
    ...outboxReceipts(context, statements),

    // The channel is part of the key: one text may go to several channels.
    queue: ({ key: name, channel, body }, at) =>
      write('queue a message', () => {
        const key = messageKey(installation, 'message', channel, name);
        statements.queue.run({ key, channel, body, at });
      }),

    claim: (channel, { now, lease, limit }) =>
      write('claim messages', () => {
        const due = statements.due.all({ channel, now, limit });
        return due.map((entry) => {
          statements.lease.run({ id: entry.id, until: now + lease });
          return { ...entry, attempts: entry.attempts + 1 };
        });
      }),

    retry: (id, { notBefore, reason }) =>
      write('put a message back', () => {
        db.update(outbox)
          .set({ state: 'queued', dueAt: notBefore, reason })
          .where(and(eq(outbox.id, id), isNull(outbox.settledAt)))
          .run();
      }),

    hasten: (channel, latest) =>
      write('hasten messages', () => {
        db.update(outbox)
          .set({ dueAt: latest })
          .where(
            and(eq(outbox.channel, channel), isNull(outbox.settledAt), gt(outbox.dueAt, latest)),
          )
          .run();
      }),

    waiting: () =>
      read('look up who waits', () =>
        db
          .selectDistinct({ channel: outbox.channel })
          .from(outbox)
          .where(isNull(outbox.settledAt))
          .all()
          .map(({ channel }) => channel),
      ),

    unpost: (alert, channel) =>
      write('forget a card', () => {
        db.delete(postedMessages)
          .where(and(eq(postedMessages.alert, alert), eq(postedMessages.channel, channel)))
          .run();
      }),

    posted: (alert, channel) =>
      read('look up a card', () => statements.posted.get({ alert, channel }) ?? null),

    nextDue: (channel) =>
      read('look up what is due', () => statements.nextDue.get({ channel })?.at ?? null),

    counts: () =>
      read('count messages', () => {
        const counts = { queued: 0, sending: 0, sent: 0, dead: 0 };
        const rows = db.select({ state: outbox.state, n: count() }).from(outbox);
        for (const { state, n } of rows.groupBy(outbox.state).all()) counts[state] = n;
        return counts;
      }),
  };
}
