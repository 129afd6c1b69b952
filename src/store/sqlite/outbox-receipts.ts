import type { AlertEvent, Doer } from '../../model/alert.ts';
import type { Instant } from '../../model/time.ts';
import type { OutboxStore } from '../ports.ts';
import { eventStatement } from './change-statements.ts';
import type { Context } from './context.ts';
import type { outboxStatements } from './outbox-statements.ts';
import type { outbox } from './schema-messages.ts';

/** Who sent what an alert's history calls sent. */
const SENDER: Doer = { id: 'outbox', name: 'Tocsin' };

type Entry = typeof outbox.$inferSelect;
type Receipt = Parameters<OutboxStore['sent']>[1];

/** How sending ended. A receipt that comes twice changes nothing. */
export function outboxReceipts(
  { raw, write }: Context,
  statements: ReturnType<typeof outboxStatements>,
): Pick<OutboxStore, 'sent' | 'skip' | 'dead'> {
  const event = eventStatement(raw);

  return {
    sent: (id, receipt) =>
      write('store a receipt', () => {
        const { remoteId, at, remark = null } = receipt;
        const entry = statements.entry.get({ id });
        // What was given up and arrives after all has arrived.
        if (!entry || entry.state === 'sent') return;
        statements.settle.run({ id, state: 'sent', at, remoteId, reason: remark });
        addEvent(entry, 'sent', sentText(entry, remark), at);
        if (entry.kind === 'card') standsAt(entry, receipt);
      }),

    skip: (id, { reason, at }) =>
      write('skip a message', () => {
        const entry = statements.entry.get({ id });
        if (!entry || entry.settledAt !== null) return;
        statements.settle.run({ id, state: 'sent', at, remoteId: null, reason });
      }),

    dead: (id, { reason, at }) =>
      write('give a message up', () => {
        const entry = statements.entry.get({ id });
        if (!entry || entry.settledAt !== null) return;
        statements.settle.run({ id, state: 'dead', at, remoteId: null, reason });
        addEvent(entry, 'undelivered', `${entry.kind} to ${entry.channel}: ${reason}`, at);
      }),
  };

  /** A card was made after it was claimed, so it also says what cards that were queued until then were to say. */
  function standsAt(entry: Entry, { remoteId, at, posted }: Receipt): void {
    const { alert, channel, id } = entry;
    if (alert === null) return;
    const covers = entry.claimedAfter ?? id;
    statements.post.run({
      alert,
      channel,
      remoteId,
      ...(posted ? { postedAt: at, covers } : EDITED),
    });
    statements.covered.run({ alert, channel, covers, at, reason: 'another card says it' });
  }

  function addEvent(entry: Entry, kind: AlertEvent['kind'], detail: string, at: Instant): void {
    const { alert, channel } = entry;
    if (alert === null) return;
    event.run({ alert, at, kind, detail, channel, byId: SENDER.id, byName: SENDER.name });
  }
}

/** An edit leaves as it is when the message was posted. */
const EDITED = { postedAt: null, covers: null };

function sentText({ kind, channel, attempts }: Entry, remark: string | null): string {
  const tries = attempts > 1 ? ` on try ${attempts}` : '';
  return `${kind} to ${channel}${tries}${remark === null ? '' : `, but ${remark}`}`;
}
