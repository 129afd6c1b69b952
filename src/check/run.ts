import type { Check, CheckResult } from '../model/check.ts';
import { isUp } from '../model/check.ts';
import type { Clock } from '../model/time.ts';
import { SECOND } from '../model/time.ts';
import type { Expectations } from './expect.ts';
import { broken } from './expect.ts';
import type { CheckContext, CheckKind, Observation } from './kind.ts';
import { CheckFailure } from './kind.ts';

export interface RunDeps extends Pick<CheckContext, 'host' | 'other' | 'pings'> {
  readonly kind: CheckKind;
  readonly expectations: Expectations;
  /** There are none unless given. */
  readonly sources?: CheckContext['sources'];
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  /** Hears of what went wrong outside of what a kind may report. */
  onError(error: unknown, check: Check): void;
}

/** Made once: of every run, an error with its stack costs more than what it ends. */
const OVER = new CheckFailure('the run is over');

/** Runs a check once, with its retries. It always answers within the time of its tries, and never throws but when `signal` aborts. */
export async function runCheck(
  check: Check,
  deps: RunDeps,
  signal: AbortSignal,
): Promise<CheckResult> {
  let result = await oneTry(check, deps, signal);
  for (let again = check.retries; again > 0 && !isUp(result.status); again -= 1) {
    result = await oneTry(check, deps, signal);
  }
  return result;
}

async function oneTry(check: Check, deps: RunDeps, signal: AbortSignal): Promise<CheckResult> {
  const { kind, clock } = deps;
  const ends = new AbortController();
  const over = Promise.withResolvers<never>();
  over.promise.catch(() => {});
  const end = (reason: unknown) => {
    over.reject(reason);
    ends.abort(reason);
  };
  const stop = () => end(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  let waits = '';
  const timer = setTimeout(
    () => end(new CheckFailure(`no answer within ${check.timeout / SECOND} s${waits}`)),
    check.timeout,
  );
  const started = clock.monotonic();
  const context = {
    ...{ signal: ends.signal, timeout: check.timeout, clock },
    ...{
      wanted: deps.expectations.wanted,
      host: deps.host,
      other: deps.other,
      sources: deps.sources ?? (async () => []),
    },
    pings: deps.pings,
    waitFor(what: string) {
      waits = `: still waiting for ${what}`;
    },
  };
  try {
    signal.throwIfAborted();
    const running = Promise.resolve().then(() => kind.run(check.options, context));
    running.catch(() => {});
    const seen = await Promise.race([running, over.promise]);
    return judged(seen, deps.expectations, clock.monotonic() - started);
  } catch (error) {
    signal.throwIfAborted();
    return failed(error, check, deps);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    // Ends what the run left open.
    ends.abort(OVER);
  }
}

/** What a run saw, held against what is expected. */
function judged(seen: Observation, { expect, warn }: Expectations, took: number): CheckResult {
  const latency = seen.latency === undefined ? took : seen.latency;
  const facts = latency === null ? seen.facts : { latency_ms: latency, ...seen.facts };
  const wrong = broken(expect, facts);
  const poor = wrong.length > 0 ? [] : broken(warn, facts);
  const { verdict } = seen;
  const own = verdict === undefined ? [] : [verdict.reason];
  const base = { latency, details: seen.details ?? seen.facts, metrics: seen.metrics ?? [] };
  if (verdict?.status === 'unknown') return { ...base, status: 'unknown', reasons: own };
  if (verdict !== undefined && !isUp(verdict.status)) {
    return { ...base, status: verdict.status, reasons: [...own, ...wrong] };
  }
  if (wrong.length > 0) return { ...base, status: 'unhealthy', reasons: wrong };
  const isPoor = verdict?.status === 'degraded' || poor.length > 0;
  return { ...base, status: isPoor ? 'degraded' : 'healthy', reasons: [...own, ...poor] };
}

function failed(error: unknown, check: Check, { onError }: RunDeps): CheckResult {
  const nothing = { latency: null, details: {}, metrics: [] };
  if (error instanceof CheckFailure) {
    return { ...nothing, status: error.status, reasons: [error.message] };
  }
  onError(error, check);
  return { ...nothing, status: 'error', reasons: ['the check itself failed; see the log'] };
}
