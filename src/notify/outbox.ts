import type { OutboxEntry } from '../model/outbox.ts';
import type { Instant } from '../model/time.ts';
import { MINUTE, SECOND } from '../model/time.ts';
import { pause } from '../model/wait.ts';
import type { Cards, DeliverDeps, Tried } from './deliver.ts';
import { deliver } from './deliver.ts';
import { LONGEST_FOR_STORE, waitAfter } from './pace.ts';
import type { Receipts, SettleDeps } from './settle.ts';
import { messageOf, settle } from './settle.ts';

/** How long one send may take before it counts as unanswered. */
const SEND_DEADLINE = 15 * SECOND;
/** A sender that dies leaves its entry to others after this; longer than a send and its bookkeeping. */
const LEASE = MINUTE;
/** The wall clock may part from the monotonic one by this much before it counts as set. */
const TOLERANCE = 2 * SECOND;
/** What waited for its next try when the program was stopped waits no longer than this at the start. */
const LONGEST_AT_START = 10 * MINUTE;

/** What sending needs from the store. */
export interface OutboxQueue extends Cards, Receipts {
  claim(
    channel: string,
    options: { now: Instant; lease: number; limit: number },
  ): Promise<readonly OutboxEntry[]>;
  hasten(channel: string, latest: Instant): Promise<void>;
  again(channel: string, now: Instant): Promise<void>;
  nextDue(channel: string): Promise<Instant | null>;
}

export interface SenderDeps extends DeliverDeps, SettleDeps {
  readonly queue: OutboxQueue;
  readonly channel: DeliverDeps['channel'];
}

/** How one step of a sender went: nothing to send, done, or wait before the next. */
type Step =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'done' }
  /** Milliseconds: at least what was asked for, and of our own not more than `longest`. */
  | { readonly kind: 'wait'; readonly asked: number; readonly longest?: number };

const DONE: Step = { kind: 'done' };

/** Sends one channel's entries one after the other, so that their order holds and a crash leaves at most one in doubt. */
export function sender(deps: SenderDeps) {
  const { queue, channel, clock } = deps;
  const queued = bell();
  const back = bell();
  const anew = bell();
  let isBack = false;

  return {
    /** Something new was queued. It cuts no wait after a failure: a service that is down is left alone. */
    wake: queued.ring,

    /** The service is back: what failed is tried at once, but no sooner than the service itself asked. */
    retryNow(): void {
      isBack = true;
      back.ring();
    },

    /** It is reached in another way now: what failed is tried at once, whatever was asked for there before. */
    renew(): void {
      isBack = true;
      anew.ring();
      back.ring();
    },

    /** Works until `signal` aborts; what is being sent then may finish until `cut` aborts. */
    async run(signal: AbortSignal, cut: AbortSignal): Promise<void> {
      const followClock = hastenAfterJump(deps);
      let failures = 0;
      while (!signal.aborted) {
        const woken = queued.next();
        const returned = back.next();
        const renewed = anew.next();
        const step = await followClock()
          .then(followReturn)
          .then(() => sendNext(deps, failures, cut))
          .catch((error: unknown): Step => {
            deps.failed(channel.name, messageOf(error), false);
            return { kind: 'wait', asked: 0, longest: LONGEST_FOR_STORE };
          });
        failures = step.kind === 'wait' ? failures + 1 : 0;
        if (step.kind === 'wait') {
          await rest(deps, { ...step, failures, returned, renewed }, signal);
        }
        if (step.kind === 'nothing') await idle(deps, Promise.race([woken, returned]), signal);
      }
    },
  };

  async function followReturn(): Promise<void> {
    if (!isBack) return;
    isBack = false;
    await queue.again(channel.name, clock.now()).catch((error: unknown) => {
      isBack = true;
      throw error;
    });
  }
}

/** What one message met, the next would meet too: a service that is down or busy is left alone, until it `returned` or was `renewed`. */
async function rest(
  { random }: SenderDeps,
  step: Extract<Step, { kind: 'wait' }> & {
    failures: number;
    returned: Promise<void>;
    renewed: Promise<void>;
  },
  signal: AbortSignal,
): Promise<void> {
  const { asked, failures, returned, renewed } = step;
  const wait = waitAfter(failures, { ...step, random });
  if (asked > 0) await until(renewed, asked, signal);
  if (wait > asked) await until(returned, wait - asked, signal);
}

/** Something to wait for that rings again and again. */
function bell() {
  let ring = () => {};
  return {
    ring: () => ring(),
    /** Resolves at the next ring from now on. */
    next: () =>
      new Promise<void>((resolve) => {
        ring = resolve;
      }),
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
  const tried = await tryInTime(deps, entry, cut);
  const delivery = tried.kind === 'answered' ? tried.delivery : null;
  // Its lease stays: the next start takes it up at once.
  if (cut.aborted && delivery?.kind === 'retry') return DONE;
  const gaveUp = await settle(deps, entry, { ...tried, failures, cut });
  if (delivery?.kind !== 'retry') return DONE;
  // A day is over for this one, and so it may be for all that wait behind it.
  return { kind: 'wait', asked: delivery.after, ...(gaveUp && { longest: SECOND }) };
}

async function tryInTime(deps: SenderDeps, entry: OutboxEntry, cut: AbortSignal): Promise<Tried> {
  const late = new AbortController();
  const reason = new DOMException('no answer in time', 'TimeoutError');
  const timer = setTimeout(() => late.abort(reason), SEND_DEADLINE);
  try {
    return await deliver(deps, entry, AbortSignal.any([cut, late.signal]));
  } catch (error) {
    const unanswered = { kind: 'retry', after: 0, reason: messageOf(error) } as const;
    return { kind: 'answered', delivery: unanswered, posted: false };
  } finally {
    clearTimeout(timer);
  }
}

/** Ends when something new was queued, the next entry is due, or `signal` aborts. */
async function idle(
  { queue, channel, clock }: Pick<SenderDeps, 'queue' | 'channel' | 'clock'>,
  woken: Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const due = await queue.nextDue(channel.name).catch(() => null);
  const wait = due === null ? MINUTE : Math.min(MINUTE, Math.max(20, due - clock.now()));
  await until(woken, wait, signal);
}

/** Ends with `event`, after `milliseconds`, or when `signal` aborts. */
async function until(
  event: Promise<void>,
  milliseconds: number,
  signal: AbortSignal,
): Promise<void> {
  const nap = new AbortController();
  await Promise.race([event, pause(milliseconds, AbortSignal.any([signal, nap.signal]))]);
  nap.abort();
}
