import type { MetricFacts } from '../model/export.ts';
import type { Clock } from '../model/time.ts';
import { DAY, SECOND } from '../model/time.ts';
import { pause } from '../model/wait.ts';
import { waitAfter } from '../notify/pace.ts';
import type { Bell } from './bell.ts';
import type { Destination } from './destination.ts';
import type { Ended } from './pieces.ts';
import { sendPieces } from './pieces.ts';
import type { Queue, QueuedBatch } from './queue.ts';
import { MOST_IN_RECORD } from './record.ts';

/** Samples of one request at most, and how long they are gathered while there are fewer. */
const MOST = MOST_IN_RECORD;
const GATHER = SECOND;
/** After a failure the disk is asked again after this. */
const DISK_WAIT = SECOND;
/** Requests after which a refused batch is not taken apart further: two bad samples of 5,000 take about 50. */
const LOOKING = 64;
/** The same where nothing of a large batch was taken: enough to find one bad sample, and little noise. */
const LOOKING_LESS = 14;

export interface SenderDeps {
  readonly clock: Clock;
  random(): number;
  describe(metric: string): MetricFacts;
  /** The queue; opened when it is not open. @throws what the disk throws. */
  queue(): Promise<Queue>;
  /** Where to send now. */
  destination(): Destination;
  /** Rings when something was written to the queue. */
  readonly written: Bell;
  /** Rings when a try is worth it at once. */
  readonly retryNow: Bell;
  /** The batch that is being sent; null when none waits. */
  sending(batch: QueuedBatch | null): void;
  /** A try ended. */
  tried(ended: Ended): void;
  /** The queue cannot be read, or can again (null). */
  disk(error: unknown): void;
}

/** Sends what waits, in order, each batch until the destination has taken or refused it; ends when `signal` aborts. */
export async function keepSending(deps: SenderDeps, signal: AbortSignal): Promise<void> {
  const run: Run = { most: LOOKING, tries: 0 };
  while (!signal.aborted) {
    try {
      await sendNext(deps, run, signal);
    } catch (error) {
      if (signal.aborted) return;
      deps.disk(error);
      await pause(DISK_WAIT, signal);
    }
  }
}

/** What is remembered from try to try. */
interface Run {
  /** Requests that the next batch may take. */
  most: number;
  tries: number;
}

/** Waits for something to send, or tries once; then waits until the next try is due. */
async function sendNext(deps: SenderDeps, run: Run, signal: AbortSignal): Promise<void> {
  const began = deps.clock.monotonic();
  const queue = await deps.queue();
  const batch = await queue.next(MOST);
  deps.disk(null);
  deps.sending(batch);
  if (batch === null) return deps.written.wait(DAY, signal);
  if (!(await sendOne(deps, batch, { run, signal }))) return;
  await queue.done(batch);
  deps.sending(null);
  // More than one batch waits: the sooner it is gone the better.
  if (queue.waiting() < MOST) await pause(began + GATHER - deps.clock.monotonic(), signal);
}

/**
 * Tries once, and waits after a failure; whether nothing of the batch has to be sent any more.
 *
 * @throws the signal's reason when `signal` aborts first.
 */
async function sendOne(
  deps: SenderDeps,
  { key, samples }: QueuedBatch,
  { run, signal }: { readonly run: Run; readonly signal: AbortSignal },
): Promise<boolean> {
  const { clock, describe, destination, random, retryNow } = deps;
  const batch = { key, sentAt: clock.now(), samples, describe };
  const ended = await sendPieces(destination(), batch, { most: run.most, signal });
  deps.tried(ended);
  if (ended.kind === 'retry') {
    run.tries += 1;
    await retryNow.wait(waitAfter(run.tries, { random, asked: ended.after }), signal);
    return false;
  }
  run.tries = 0;
  run.most = ended.delivered > 0 || samples.length < LOOKING ? LOOKING : LOOKING_LESS;
  return true;
}
