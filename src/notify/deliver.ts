import { line, type Reply } from '../chat/reply.ts';
import type { About } from '../model/about.ts';
import { formatDuration } from '../model/format.ts';
import type { OutboxEntry, PostedMessage } from '../model/outbox.ts';
import type { Clock } from '../model/time.ts';
import { MINUTE } from '../model/time.ts';
import type { Channel, Delivery, Outgoing } from './channel.ts';

/** A message that comes later than this says so. */
const LATE = 2 * MINUTE;

/** Where the cards of alerts stand. */
export interface Cards {
  posted(alert: number, channel: string): Promise<PostedMessage | null>;
  unpost(alert: number, channel: string): Promise<void>;
}

export interface DeliverDeps {
  readonly queue: Cards;
  readonly channel: Channel;
  readonly clock: Clock;
  /** The alert's card as it is now, for that channel, or null when there is no such alert. */
  card(
    alert: number,
    channel: string,
  ): Promise<{ readonly reply: Reply; readonly about?: About } | null>;
  /** What a note about the alert is about, as it is now; not given: programs are told nothing. */
  about?(alert: number): Promise<About | null>;
}

/** How a try ended. */
export type Tried =
  /** `posted`: as a new message, not as an edit. */
  | { readonly kind: 'answered'; readonly delivery: Delivery; readonly posted: boolean }
  | { readonly kind: 'needless'; readonly reason: string };

/**
 * Tries to send an entry. A card is posted once and edited from then on, and posted anew when somebody deleted it. A
 * note is left out when the alert's card was posted after the note was queued: the card says it, and was heard.
 *
 * @throws what the store or a broken card throws; the try then counts as unanswered.
 */
export async function deliver(
  deps: DeliverDeps,
  entry: OutboxEntry,
  signal: AbortSignal,
): Promise<Tried> {
  const { alert, kind } = entry;
  const card = alert === null ? null : await deps.queue.posted(alert, deps.channel.name);
  if (kind === 'card') return deliverCard(deps, entry, card, signal);
  if (kind === 'note' && card && card.covers >= entry.id) {
    return { kind: 'needless', reason: 'the card says it' };
  }
  const reply = JSON.parse(entry.body ?? '{}') as Reply;
  const about = alert === null ? null : ((await deps.about?.(alert)) ?? null);
  return post(deps, entry, { reply, about, replyTo: card?.remoteId ?? null }, signal);
}

async function deliverCard(
  deps: DeliverDeps,
  entry: OutboxEntry,
  card: PostedMessage | null,
  signal: AbortSignal,
): Promise<Tried> {
  const { channel, queue } = deps;
  const made = entry.alert === null ? null : await deps.card(entry.alert, channel.name);
  if (!made) return answered({ kind: 'rejected', reason: 'no such alert' }, false);
  const message = { reply: made.reply, about: made.about ?? null, replyTo: null };
  if (!card) return post(deps, entry, message, signal);
  const edited = await channel.edit(card.remoteId, outgoing(entry, message), signal);
  if (edited.kind !== 'gone') return answered(edited, false);
  await queue.unpost(entry.alert ?? 0, channel.name);
  return post(deps, entry, message, signal);
}

type Message = Pick<Outgoing, 'reply' | 'replyTo' | 'about'>;

async function post(
  { channel, clock }: DeliverDeps,
  entry: OutboxEntry,
  { reply, ...more }: Message,
  signal: AbortSignal,
): Promise<Tried> {
  const late = marked(reply, clock.now() - entry.firstDueAt);
  return answered(await channel.post(outgoing(entry, { reply: late, ...more }), signal), true);
}

function answered(delivery: Delivery, posted: boolean): Tried {
  return { kind: 'answered', delivery, posted };
}

function outgoing({ key, silent, kind, attempts }: OutboxEntry, message: Message): Outgoing {
  const again = kind === 'card' && attempts > 1;
  return { key, silent, kind, ...message, ...(again && { again }) };
}

/** Says below its first line that it comes late, so that nobody takes old news for new. */
function marked(reply: Reply, delay: number): Reply {
  if (delay <= LATE) return reply;
  const mark = line(`Delayed ${formatDuration(delay)}: it could not be sent before.`, 'muted');
  const [first, ...rest] = reply.blocks;
  return { ...reply, blocks: first ? [first, mark, ...rest] : [mark] };
}
