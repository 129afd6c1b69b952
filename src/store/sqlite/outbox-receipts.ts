import { and, eq, isNull, lte } from 'drizzle-orm';
import type { AlertEvent, Doer } from '../../model/alert.ts';
import type { Instant } from '../../model/time.ts';
import type { OutboxStore } from '../ports.ts';
import type { Context } from './context.ts';
import type { outboxStatements } from './outbox-statements.ts';
import { alertEvents, outbox } from './schema.ts';

/** Who sent what an alert's history calls sent. */
const SENDER: Doer = { id: 'outbox', name: 'Tocsin' };

type Entry = typeof outbox.$inferSelect;
type Receipt = Parameters<OutboxStore['sent']>[1];

/** How sending ended. A receipt that comes twice changes nothing. */
export function outboxReceipts(
  { db, write }: Context,
  statements: ReturnType<typeof outboxStatements>,
): Pick<OutboxStore, 'sent' | 'dead'> {
  return {
    sent: (id, { remoteId, version, at }) =>
      write('store a receipt', () => {
        const entry = statements.entry.get({ id });
        if (!entry || entry.state === 'sent') return;
        statements.settle.run({ id, state: 'sent', at, remoteId, reason: null });
        const tries = entry.attempts > 1 ? ` on try ${entry.attempts}` : '';
        addEvent(entry, 'sent', `${entry.kind} to ${entry.channel}${tries}`, at);
        if (entry.kind === 'card') standsAt(entry, { remoteId, version, at });
      }),

    dead: (id, { reason, at }) =>
      write('give a message up', () => {
        const entry = statements.entry.get({ id });
        if (!entry || entry.settledAt !== null) return;
        statements.settle.run({ id, state: 'dead', at, remoteId: null, reason });
        addEvent(entry, 'undelivered', `${entry.kind} to ${entry.channel}: ${reason}`, at);
      }),
  };

  /** A card shows the alert as it is, so it also says what cards of older versions were to say. */
  function standsAt({ alert, channel }: Entry, { remoteId, version, at }: Receipt): void {
    if (alert === null) return;
    statements.post.run({ alert, channel, remoteId });
    if (version === null) return;
    db.update(outbox)
      .set({ state: 'sent', settledAt: at, reason: 'a newer card says it' })
      .where(
        and(
          eq(outbox.alert, alert),
          eq(outbox.channel, channel),
          eq(outbox.kind, 'card'),
          lte(outbox.version, version),
          isNull(outbox.settledAt),
        ),
      )
      .run();
  }

  function addEvent({ alert }: Entry, kind: AlertEvent['kind'], detail: string, at: Instant): void {
    if (alert === null) return;
    db.insert(alertEvents)
      .values({ alert, at, kind, detail, byId: SENDER.id, byName: SENDER.name })
      .run();
  }
}
