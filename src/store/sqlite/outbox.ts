import { and, eq, gt, isNull, type SQL } from 'drizzle-orm';
import type { Instant } from '../../model/time.ts';
import type { OutboxStore } from '../ports.ts';
import type { Context } from './context.ts';
import { messageKey } from './message-key.ts';
import { outboxQueries } from './outbox-queries.ts';
import { outboxReceipts } from './outbox-receipts.ts';
import { NOWHERE, outboxStatements } from './outbox-statements.ts';
import { settings } from './schema.ts';
import { outbox, postedMessages } from './schema-messages.ts';

export function outboxStore(context: Context): OutboxStore {
  const { db, installation, write } = context;
  const statements = outboxStatements(db);

  return {
    ...outboxReceipts(context, statements),
    ...outboxQueries(context, statements),

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

    hasten: (channel, latest) => write('hasten messages', () => bringForward(channel, latest)),

    again: (channel, now) =>
      write('hasten what failed', () => bringForward(channel, now, gt(outbox.attempts, 0))),

    arrive: (channel, place) =>
      write('note where a channel is', () => {
        const key = `place ${channel}`;
        const former = db.select().from(settings).where(eq(settings.key, key)).get()?.value;
        if (former === place) return false;
        db.insert(settings)
          .values({ key, value: place })
          .onConflictDoUpdate({ target: settings.key, set: { value: place } })
          .run();
        // Until this was written down it stood where it is now.
        if (former === undefined) return false;
        db.update(postedMessages)
          .set({ remoteId: NOWHERE })
          .where(eq(postedMessages.channel, channel))
          .run();
        return true;
      }),

    unpost: (alert, channel) =>
      write('forget a card', () => {
        db.delete(postedMessages)
          .where(and(eq(postedMessages.alert, alert), eq(postedMessages.channel, channel)))
          .run();
      }),
  };

  function bringForward(channel: string, latest: Instant, which?: SQL): void {
    const waits = and(
      eq(outbox.channel, channel),
      isNull(outbox.settledAt),
      gt(outbox.dueAt, latest),
      which,
    );
    db.update(outbox).set({ dueAt: latest }).where(waits).run();
  }
}
