import type { Reply } from '../chat/reply.ts';
import { assertNever } from '../model/assert-never.ts';
import type { OutboxEntry, PostedMessage } from '../model/outbox.ts';
import type { Clock, Instant } from '../model/time.ts';
import { DAY, MINUTE, SECOND } from '../model/time.ts';
import type { Channel, Delivery, Outgoing } from './channel.ts';

/** How long one send may take before it counts as unanswered. */
const SEND_DEADLINE = 15 * SECOND;
/** A sender that dies leaves its entry to others after this; longer than a send and its bookkeeping. */
const LEASE = MINUTE;
/** Longest wait between two tries, so that a service that is back is noticed soon. */
const LONGEST_WAIT = 30 * SECOND;
/** After this an entry is given up, kept and shown as undelivered. */
const KEEP_TRYING = DAY;

/** What sending needs from the store. */
export interface OutboxQueue {
  claim(
    channel: string,
    options: { now: Instant; lease: number; limit: number },
  ): Promise<readonly OutboxEntry[]>;
  sent(
    id: number,
    receipt: { remoteId: string; version: number | null; at: Instant },
  ): Promise<void>;
  retry(id: number, options: { notBefore: Instant; reason: string }): Promise<void>;
  dead(id: number, options: { reason: string; at: Instant }): Promise<void>;
  unpost(alert: number, channel: string): Promise<void>;
  posted(alert: number, channel: string): Promise<PostedMessage | null>;
  nextDue(channel: string): Promise<Instant | null>;
}

export interface SenderDeps {
  readonly queue: OutboxQueue;
  readonly channel: Channel;
  /** The alert's card as it is now, or null when there is no such alert. */
  card(alert: number): Promise<{ reply: Reply; version: number } | null>;
  readonly clock: Clock;
  /** Told of every failed try; `final` when it was given up. */
  failed(channel: string, reason: string, final: boolean): void;
}

/** Sends one channel's entries one after the other, so that their order holds and a crash leaves at most one in doubt. */
export function sender(deps: SenderDeps) {
  let wake: () => void = () => {};
  return {
    /** Something new was queued. */
    wake: () => wake(),

    /** Works until `signal` aborts; what is being sent then may finish until `cut` aborts. */
    async run(signal: AbortSignal, cut: AbortSignal): Promise<void> {
      while (!signal.aborted) {
        const woken = new Promise<void>((resolve) => {
          wake = resolve;
        });
        const busy = await sendNext(deps, cut).catch((error: unknown) => {
          deps.failed(deps.channel.name, messageOf(error), false);
          return false;
        });
        if (!busy) await idle(deps, woken, signal);
      }
    },
  };
}

async function sendNext(deps: SenderDeps, cut: AbortSignal): Promise<boolean> {
  const { queue, channel, clock } = deps;
  const [entry] = await queue.claim(channel.name, { now: clock.now(), lease: LEASE, limit: 1 });
  if (!entry) return false;
  const deadline = AbortSignal.any([cut, AbortSignal.timeout(SEND_DEADLINE)]);
  const tried = await deliver(deps, entry, deadline);
  await persist(deps, entry, tried, cut);
  return true;
}

interface Tried {
  readonly delivery: Delivery;
  /** Version of the alert that was shown; null for what is no card. */
  readonly version: number | null;
}

async function deliver(deps: SenderDeps, entry: OutboxEntry, signal: AbortSignal): Promise<Tried> {
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
  deps: SenderDeps,
  entry: OutboxEntry,
  signal: AbortSignal,
): Promise<Tried> {
  const card = entry.alert === null ? null : await deps.card(entry.alert);
  if (!card) return { delivery: { kind: 'rejected', reason: 'no such alert' }, version: null };
  const outgoing: Outgoing = { key: entry.key, reply: card.reply, replyTo: null };
  const posted = await place(deps, entry);
  if (!posted)
    return { delivery: await deps.channel.post(outgoing, signal), version: card.version };
  const edited = await deps.channel.edit(posted.remoteId, outgoing, signal);
  if (edited.kind !== 'gone') return { delivery: edited, version: card.version };
  await deps.queue.unpost(entry.alert ?? 0, deps.channel.name);
  return { delivery: await deps.channel.post(outgoing, signal), version: card.version };
}

async function place({ queue, channel }: SenderDeps, entry: OutboxEntry) {
  return entry.alert === null ? null : queue.posted(entry.alert, channel.name);
}

/** Writes down how it ended, again and again when the disk refuses: a forgotten receipt would be a second message. */
async function persist(
  deps: SenderDeps,
  entry: OutboxEntry,
  { delivery, version }: Tried,
  cut: AbortSignal,
): Promise<void> {
  for (;;) {
    try {
      return await settle(deps, entry, delivery, version);
    } catch (error) {
      if (cut.aborted) throw error;
      deps.failed(deps.channel.name, `receipt not stored: ${messageOf(error)}`, false);
      await pause(SECOND, cut);
    }
  }
}

async function settle(
  { queue, channel, clock, failed }: SenderDeps,
  entry: OutboxEntry,
  delivery: Delivery,
  version: number | null,
): Promise<void> {
  const at = clock.now();
  switch (delivery.kind) {
    case 'delivered':
      return queue.sent(entry.id, { remoteId: delivery.remoteId, version, at });
    case 'retry': {
      if (at - entry.createdAt > KEEP_TRYING) {
        failed(channel.name, delivery.reason, true);
        return queue.dead(entry.id, { reason: delivery.reason, at });
      }
      failed(channel.name, delivery.reason, false);
      const wait = waitBefore(entry.attempts, delivery.after);
      return queue.retry(entry.id, { notBefore: at + wait, reason: delivery.reason });
    }
    case 'gone':
    case 'rejected':
      failed(channel.name, delivery.reason, true);
      return queue.dead(entry.id, { reason: delivery.reason, at });
    default:
      return assertNever(delivery);
  }
}

/** Doubling from one second, but never shorter than the service asked for. */
function waitBefore(attempts: number, asked: number): number {
  return Math.max(asked, Math.min(LONGEST_WAIT, SECOND * 2 ** Math.max(0, attempts - 1)));
}

async function idle(deps: SenderDeps, woken: Promise<void>, signal: AbortSignal): Promise<void> {
  const due = await deps.queue.nextDue(deps.channel.name).catch(() => null);
  const wait = due === null ? MINUTE : Math.min(MINUTE, Math.max(20, due - deps.clock.now()));
  const nap = new AbortController();
  const stop = () => nap.abort();
  signal.addEventListener('abort', stop, { once: true });
  await Promise.race([woken, pause(wait, nap.signal)]);
  signal.removeEventListener('abort', stop);
  nap.abort();
}

/** Ends after `milliseconds` or when `signal` aborts, whichever comes first. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
