import { assertNever } from '../model/assert-never.ts';
import type { OutboxEntry } from '../model/outbox.ts';
import type { Clock, Instant } from '../model/time.ts';
import { DAY } from '../model/time.ts';
import { pause } from '../model/wait.ts';
import type { Channel, Delivery } from './channel.ts';
import type { Tried } from './deliver.ts';
import { LONGEST_FOR_STORE, waitAfter } from './pace.ts';

/** After this an entry is given up, kept and shown as undelivered ... */
const KEEP_TRYING = DAY;
/** ... but not before so many tries of it or of the channel: a machine that slept for a day has tried nothing yet. */
const LEAST_TRIES = 20;

/** What writing down how a try ended needs from the store. */
export interface Receipts {
  sent(
    id: number,
    receipt: { remoteId: string; at: Instant; posted: boolean; remark?: string },
  ): Promise<void>;
  skip(id: number, options: { reason: string; at: Instant }): Promise<void>;
  retry(id: number, options: { notBefore: Instant; reason: string }): Promise<void>;
  dead(id: number, options: { reason: string; at: Instant }): Promise<void>;
}

export interface SettleDeps {
  readonly queue: Receipts;
  readonly channel: Pick<Channel, 'name'>;
  readonly clock: Clock;
  /** 0 up to, but not including, 1; spreads the waits. */
  random(): number;
  /** Told of every failed try; `final` when it was given up. */
  failed(channel: string, reason: string, final: boolean): void;
  /** Told of every message that arrived. */
  delivered(channel: string): void;
  /** Told once of each entry that was given up, so that another channel can tell it. */
  undelivered(entry: OutboxEntry, reason: string): Promise<void>;
}

type Arrived = Extract<Delivery, { kind: 'delivered' }>;

/** What a try leads to. */
type Verdict =
  | ({ readonly kind: 'sent'; readonly posted: boolean } & Pick<Arrived, 'remoteId' | 'remark'>)
  | { readonly kind: 'needless'; readonly reason: string }
  | { readonly kind: 'again'; readonly wait: number; readonly reason: string }
  | { readonly kind: 'given up'; readonly reason: string };

/**
 * Writes down how a try ended, again and again when the disk refuses: a forgotten receipt would be a second message.
 * `failures` counts the channel's tries in a row that failed before this one.
 *
 * @returns whether the entry is given up.
 * @throws what the store throws when `cut` has aborted.
 */
export async function settle(
  deps: SettleDeps,
  entry: OutboxEntry,
  { failures, cut, ...tried }: Tried & { readonly failures: number; readonly cut: AbortSignal },
): Promise<boolean> {
  const { channel, random } = deps;
  const verdict = judge(deps, entry, tried, failures);
  for (let tries = 1; ; tries++) {
    try {
      await store(deps, entry.id, verdict);
      break;
    } catch (error) {
      if (cut.aborted) throw error;
      deps.failed(channel.name, `receipt not stored: ${messageOf(error)}`, false);
      await pause(waitAfter(tries, { random, longest: LONGEST_FOR_STORE }), cut);
    }
  }
  await tell(deps, entry, verdict);
  return verdict.kind === 'given up';
}

function judge(
  { clock, random }: SettleDeps,
  entry: OutboxEntry,
  tried: Tried,
  failures: number,
): Verdict {
  if (tried.kind === 'needless') return tried;
  const { delivery, posted } = tried;
  switch (delivery.kind) {
    case 'delivered':
      return { ...delivery, kind: 'sent', posted };
    case 'retry': {
      const { after: asked, reason } = delivery;
      if (isHopeless(entry, clock.now(), failures)) return { kind: 'given up', reason };
      return { kind: 'again', wait: waitAfter(entry.attempts, { asked, random }), reason };
    }
    case 'gone':
    case 'rejected':
      return { kind: 'given up', reason: delivery.reason };
    default:
      return assertNever(delivery);
  }
}

function isHopeless(entry: OutboxEntry, at: Instant, failures: number): boolean {
  const tried = Math.max(entry.attempts, failures);
  return tried >= LEAST_TRIES && at - entry.firstDueAt > KEEP_TRYING;
}

async function store({ queue, clock }: SettleDeps, id: number, verdict: Verdict): Promise<void> {
  const at = clock.now();
  switch (verdict.kind) {
    case 'sent':
      return queue.sent(id, { ...receiptOf(verdict), at });
    case 'needless':
      return queue.skip(id, { reason: verdict.reason, at });
    case 'again':
      return queue.retry(id, { notBefore: at + verdict.wait, reason: verdict.reason });
    case 'given up':
      return queue.dead(id, { reason: verdict.reason, at });
    default:
      return assertNever(verdict);
  }
}

function receiptOf({ remoteId, posted, remark }: Extract<Verdict, { kind: 'sent' }>) {
  return { remoteId, posted, ...(remark !== undefined && { remark }) };
}

async function tell(deps: SettleDeps, entry: OutboxEntry, verdict: Verdict): Promise<void> {
  const { name } = deps.channel;
  switch (verdict.kind) {
    case 'sent':
      return deps.delivered(name);
    case 'needless':
      return;
    case 'again':
      return deps.failed(name, verdict.reason, false);
    case 'given up':
      deps.failed(name, verdict.reason, true);
      return deps
        .undelivered(entry, verdict.reason)
        .catch((error: unknown) =>
          deps.failed(name, `no other channel was told: ${messageOf(error)}`, false),
        );
    default:
      return assertNever(verdict);
  }
}

/** What an error says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
