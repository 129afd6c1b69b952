import type { Round } from '../model/sample.ts';
import type { Target } from '../model/target.ts';
import { type Clock, SECOND } from '../model/time.ts';
import { CollectError, type Collector } from './collector.ts';
import type { Sleep } from './sleep.ts';

/** Longest time a round may take, however long its target's interval is. */
const MAX_TIMEOUT = 20 * SECOND;
/** First rounds are spread over this time, so that targets do not all start at once. */
const MAX_FIRST_DELAY = 2 * SECOND;

export interface WatchDeps {
  readonly collector: Pick<Collector, 'collect'>;
  /** Takes each round; the target's next one waits for it. */
  onRound(round: Round): Promise<void>;
  /** Told what went wrong outside of what a collector may report; the loop goes on. */
  onError(error: unknown, target: Target): void;
  readonly clock: Clock;
  readonly sleep: Sleep;
  /** A number in [0, 1). */
  random(): number;
  /** Milliseconds over which first rounds are spread; 2 s unless given, never more than the interval. */
  readonly spread?: number;
  /** Milliseconds a round may take; the interval, at most 20 s, unless given. */
  readonly timeout?: number;
}

type Outcome =
  | { readonly kind: 'measured'; readonly readings: Awaited<ReturnType<Collector['collect']>> }
  | {
      readonly kind: 'missed';
      readonly reason: 'failed' | 'timeout' | 'host key' | 'unknown';
      readonly detail: string;
    };

/**
 * Watches one target until `signal` aborts: a round each interval on monotonic time, never two at once. What could
 * not be measured is reported as a missed round, and slots that went by unused as one round that came too late.
 */
export async function watch(target: Target, deps: WatchDeps, signal: AbortSignal): Promise<void> {
  const { clock, sleep } = deps;
  const attempt = attempts(target, deps);
  let due =
    clock.monotonic() + deps.random() * Math.min(target.interval, deps.spread ?? MAX_FIRST_DELAY);
  while (await waitFor(sleep, due - clock.monotonic(), signal)) {
    const behind = clock.monotonic() - due;
    const skipped = Math.max(0, Math.floor(behind / target.interval));
    if (skipped > 0) await tell(lateRound(target, { behind, skipped, now: clock.now() }));
    due += skipped * target.interval;

    const at = clock.now();
    const started = clock.monotonic();
    const outcome = await attempt(signal);
    if (signal.aborted) return;
    await tell({ ...outcome, target: target.id, at, took: clock.monotonic() - started });
    due += target.interval;
  }

  async function tell(round: Round): Promise<void> {
    try {
      await deps.onRound(round);
    } catch (error) {
      deps.onError(error, target);
    }
  }
}

/** False as soon as `signal` aborts. */
async function waitFor(sleep: Sleep, milliseconds: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(Math.max(0, milliseconds), signal);
    return !signal.aborted;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}

/** One gap for all slots that passed while the last round, or the whole process, was held up. */
function lateRound(
  target: Target,
  { behind, skipped, now }: { behind: number; skipped: number; now: number },
): Round {
  const rounds = skipped === 1 ? '1 round' : `${skipped} rounds`;
  return {
    kind: 'missed',
    target: target.id,
    at: now - Math.round(behind),
    took: skipped * target.interval,
    reason: 'late',
    detail: `${rounds} skipped: held up for ${Math.round(behind / SECOND)} s`,
  };
}

/** Makes the function that tries one round; it always answers within the timeout, also when the collector does not. */
function attempts(target: Target, deps: WatchDeps): (signal: AbortSignal) => Promise<Outcome> {
  const timeout = deps.timeout ?? Math.min(target.interval, MAX_TIMEOUT);
  const detail = `no answer within ${timeout / SECOND} s`;
  const tooLong: Outcome = { kind: 'missed', reason: 'timeout', detail };
  let unfinished = false;

  function collect(signal: AbortSignal): Promise<Outcome> {
    unfinished = true;
    return Promise.resolve()
      .then(() => deps.collector.collect(target, signal))
      .then(
        (readings): Outcome => ({ kind: 'measured', readings }),
        (error): Outcome => failure(error, signal),
      )
      .finally(() => {
        unfinished = false;
      });
  }

  function failure(error: unknown, signal: AbortSignal): Outcome {
    if (signal.aborted) return tooLong;
    if (error instanceof CollectError) {
      return { kind: 'missed', reason: missedFor(error), detail: error.message };
    }
    deps.onError(error, target);
    return { kind: 'missed', reason: 'failed', detail: 'internal error; see the log' };
  }

  return async (signal) => {
    if (unfinished) return { ...tooLong, detail: 'the previous round has not ended' };
    const round = new AbortController();
    const stop = () => round.abort(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    const deadline = deps.sleep(timeout, round.signal).then(
      () => tooLong,
      () => tooLong,
    );
    try {
      return await Promise.race([collect(round.signal), deadline]);
    } finally {
      signal.removeEventListener('abort', stop);
      // In the words of the round, for collectors that tell the reason again while they wait.
      round.abort(new DOMException(detail, 'TimeoutError'));
    }
  };
}

function missedFor({ isUnknown, reason }: CollectError): 'failed' | 'host key' | 'unknown' {
  if (isUnknown) return 'unknown';
  return reason === 'host key changed' ? 'host key' : 'failed';
}
