import { assertNever } from '../model/assert-never.ts';
import type { OutboxEntry } from '../model/outbox.ts';
import type { Clock, Instant } from '../model/time.ts';
import { DAY, MINUTE, SECOND } from '../model/time.ts';
import { pause } from '../model/wait.ts';
import type { Cards, DeliverDeps, Tried } from './deliver.ts';
import { deliver } from './deliver.ts';
import { waitAfter } from './pace.ts';

/** How long one send may take before it counts as unanswered. */
const SEND_DEADLINE = 15 * SECOND;
/** A sender that dies leaves its entry to others after this; longer than a send and its bookkeeping. */
const LEASE = MINUTE;
/** After this an entry is given up, kept and shown as undelivered ... */
const KEEP_TRYING = DAY;
/** ... but not before so many tries of it or of the channel: a machine that slept for a day has tried nothing yet. */
const LEAST_TRIES = 20;
/** The wall clock may part from the monotonic one by this much before it counts as set. */
const TOLERANCE = 2 * SECOND;
/** What waited for its next try when the program was stopped waits no longer than this at the start. */
const LONGEST_AT_START = 10 * MINUTE;

/** What sending needs from the store. */
export interface OutboxQueue extends Cards {
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
  hasten(channel: string, latest: Instant): Promise<void>;
  nextDue(channel: string): Promise<Instant | null>;
}

export interface SenderDeps extends DeliverDeps {
  readonly queue: OutboxQueue;
  readonly clock: Clock;
  /** Told of every failed try; `final` when it was given up. */
  failed(channel: string, reason: string, final: boolean): void;
  /** Told of every message that arrived. */
  delivered(channel: string): void;
}

/** How one step of a sender went: nothing to send, done, or wait so many milliseconds before the next. */
type Step =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'done' }
  | { readonly kind: 'wait'; readonly asked: number };

/** Sends one channel's entries one after the other, so that their order holds and a crash leaves at most one in doubt. */
export function sender(deps: SenderDeps) {
  const { queue, channel, clock } = deps;
  let wake: () => void = () => {};
  return {
    /** Something new was queued. */
    wake: () => wake(),

    /** Works until `signal` aborts; what is being sent then may finish until `cut` aborts. */
    async run(signal: AbortSignal, cut: AbortSignal): Promise<void> {
      const followClock = hastenAfterJump(deps);
      let failures = 0;
      while (!signal.aborted) {
        const woken = new Promise<void>((resolve) => {
          wake = resolve;
        });
        const step = await followClock()
          .then(() => sendNext(deps, failures, cut))
          .catch((error: unknown): Step => {
            deps.failed(channel.name, messageOf(error), false);
            return { kind: 'wait', asked: 0 };
          });
        failures = step.kind === 'wait' ? failures + 1 : 0;
        // What one message met, the next would meet too: a service that is down or busy is left alone.
        if (step.kind === 'wait') await pause(waitAfter(failures, step.asked), signal);
        if (step.kind === 'nothing') await idle({ queue, channel, clock }, woken, signal);
      }
    },
  };
}

/** Makes due what a clock that was set back would hold up. */
function hastenAfterJump({ queue, channel, clock }: SenderDeps): () => Promise<void> {
  let offset: number | null = null;
  return async () => {
    const seen = clock.now() - clock.monotonic();
    if (offset === null) await queue.hasten(channel.name, clock.now() + LONGEST_AT_START);
    else if (seen < offset - TOLERANCE) await queue.hasten(channel.name, clock.now());
    offset = seen;
  };
}

async function sendNext(
  deps: SenderDeps,
  /** Tries in a row that failed before this one. */
  failures: number,
  cut: AbortSignal,
): Promise<Step> {
  const { queue, channel, clock } = deps;
  const [entry] = await queue.claim(channel.name, { now: clock.now(), lease: LEASE, limit: 1 });
  if (!entry) return { kind: 'nothing' };
  const deadline = AbortSignal.any([cut, AbortSignal.timeout(SEND_DEADLINE)]);
  const tried = await deliver(deps, entry, deadline).catch(
    (error: unknown): Tried => ({
      delivery: { kind: 'retry', after: 0, reason: messageOf(error) },
      version: null,
    }),
  );
  // Its lease stays: the next start takes it up at once.
  if (cut.aborted && tried.delivery.kind === 'retry') return { kind: 'done' };
  await persist(deps, entry, { ...tried, failures }, cut);
  const { delivery } = tried;
  return delivery.kind === 'retry' ? { kind: 'wait', asked: delivery.after } : { kind: 'done' };
}

/** Writes down how it ended, again and again when the disk refuses: a forgotten receipt would be a second message. */
async function persist(
  deps: SenderDeps,
  entry: OutboxEntry,
  tried: Tried & { readonly failures: number },
  cut: AbortSignal,
): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await settle(deps, entry, tried);
    } catch (error) {
      if (cut.aborted) throw error;
      deps.failed(deps.channel.name, `receipt not stored: ${messageOf(error)}`, false);
      await pause(waitAfter(tries), cut);
    }
  }
}

async function settle(
  deps: SenderDeps,
  entry: OutboxEntry,
  { delivery, version, failures }: Tried & { readonly failures: number },
): Promise<void> {
  const { queue, channel, clock } = deps;
  const at = clock.now();
  switch (delivery.kind) {
    case 'delivered':
      await queue.sent(entry.id, { remoteId: delivery.remoteId, version, at });
      return deps.delivered(channel.name);
    case 'retry':
      if (isHopeless(entry, at, failures)) return giveUp(deps, entry, delivery.reason);
      await queue.retry(entry.id, {
        notBefore: at + waitAfter(entry.attempts, delivery.after),
        reason: delivery.reason,
      });
      return deps.failed(channel.name, delivery.reason, false);
    case 'gone':
    case 'rejected':
      return giveUp(deps, entry, delivery.reason);
    default:
      return assertNever(delivery);
  }
}

function isHopeless(entry: OutboxEntry, at: Instant, failures: number): boolean {
  const tried = Math.max(entry.attempts, failures);
  return tried >= LEAST_TRIES && at - entry.createdAt > KEEP_TRYING;
}

async function giveUp(deps: SenderDeps, entry: OutboxEntry, reason: string): Promise<void> {
  await deps.queue.dead(entry.id, { reason, at: deps.clock.now() });
  deps.failed(deps.channel.name, reason, true);
}

/** Ends when something new was queued, the next entry is due, or `signal` aborts. */
async function idle(
  { queue, channel, clock }: Pick<SenderDeps, 'queue' | 'channel' | 'clock'>,
  woken: Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const due = await queue.nextDue(channel.name).catch(() => null);
  const wait = due === null ? MINUTE : Math.min(MINUTE, Math.max(20, due - clock.now()));
  const nap = new AbortController();
  await Promise.race([woken, pause(wait, AbortSignal.any([signal, nap.signal]))]);
  nap.abort();
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
