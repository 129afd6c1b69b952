import type { Reply } from '../chat/reply.ts';
import { line } from '../chat/reply.ts';
import type { OutboxEntry } from '../model/outbox.ts';
import type { Instant } from '../model/time.ts';
import type { Store } from '../store/ports.ts';
import { TERMINAL } from './sending.ts';

/** A reply that another channel gave up. */
interface PassedOn extends Reply {
  /** The channel that gave it up. */
  readonly insteadOf?: string;
}

export interface PassOnDeps {
  readonly store: Pick<Store, 'alerts' | 'outbox'>;
  /** Channels that can tell what another cannot: the best first, the terminal last. */
  backups(channel: string): readonly string[];
}

/**
 * Another channel gets a note or summary that was given up. A note is left out when others were told of its alert: they
 * have one of their own. What another channel gave up before goes to the terminal, so that nothing goes round in circles.
 */
export async function passOn(
  { store, backups }: PassOnDeps,
  { id, alert, channel, body }: OutboxEntry,
  { at, why }: { readonly at: Instant; readonly why: string },
): Promise<void> {
  if (body === null || channel === TERMINAL.name) return;
  const told = alert === null ? [] : await store.alerts.told(alert);
  if (told.some((name) => name !== channel && name !== TERMINAL.name)) return;
  const reply = JSON.parse(body) as PassedOn;
  const backup = reply.insteadOf === undefined ? backups(channel)[0] : TERMINAL.name;
  if (backup === undefined) return;
  const blocks = [...reply.blocks, line(`Sent here since ${why}`, 'muted')];
  const passed: PassedOn = { ...reply, blocks, insteadOf: channel };
  const message = { key: `undelivered-${id}`, channel: backup, body: JSON.stringify(passed) };
  await store.outbox.queue(message, at);
}
