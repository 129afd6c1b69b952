import type { Reply } from '../chat/reply.ts';
import type { OutboxEntry, PostedMessage } from '../model/outbox.ts';
import type { Channel, Delivery, Outgoing } from './channel.ts';

/** Where the cards of alerts stand. */
export interface Cards {
  posted(alert: number, channel: string): Promise<PostedMessage | null>;
  unpost(alert: number, channel: string): Promise<void>;
}

export interface DeliverDeps {
  readonly queue: Cards;
  readonly channel: Channel;
  /** The alert's card as it is now, or null when there is no such alert. */
  card(alert: number): Promise<{ reply: Reply; version: number } | null>;
}

/** How a try ended. */
export interface Tried {
  readonly delivery: Delivery;
  /** Version of the alert that was shown; null for what is no card. */
  readonly version: number | null;
}

/**
 * Tries to send an entry: a card is posted once and edited from then on, and posted anew when somebody deleted it.
 *
 * @throws what the store or a broken card throws; the try then counts as unanswered.
 */
export async function deliver(
  deps: DeliverDeps,
  entry: OutboxEntry,
  signal: AbortSignal,
): Promise<Tried> {
  if (entry.kind === 'card') return deliverCard(deps, entry, signal);
  const posted = await place(deps, entry);
  const outgoing: Outgoing = {
    key: entry.key,
    reply: JSON.parse(entry.body ?? '{}') as Reply,
    replyTo: posted?.remoteId ?? null,
  };
  return { delivery: await deps.channel.post(outgoing, signal), version: null };
}

async function deliverCard(
  deps: DeliverDeps,
  entry: OutboxEntry,
  signal: AbortSignal,
): Promise<Tried> {
  const card = entry.alert === null ? null : await deps.card(entry.alert);
  if (!card) return { delivery: { kind: 'rejected', reason: 'no such alert' }, version: null };
  const { version } = card;
  const outgoing: Outgoing = { key: entry.key, reply: card.reply, replyTo: null };
  const posted = await place(deps, entry);
  if (!posted) return { delivery: await deps.channel.post(outgoing, signal), version };
  const edited = await deps.channel.edit(posted.remoteId, outgoing, signal);
  if (edited.kind !== 'gone') return { delivery: edited, version };
  await deps.queue.unpost(entry.alert ?? 0, deps.channel.name);
  return { delivery: await deps.channel.post(outgoing, signal), version };
}

async function place({ queue, channel }: DeliverDeps, entry: OutboxEntry) {
  return entry.alert === null ? null : queue.posted(entry.alert, channel.name);
}
