import type { Clock } from '../model/time.ts';
import { SECOND } from '../model/time.ts';

/** Wall clock and monotonic clock may part by this much between two looks. */
const TOLERANCE = 2 * SECOND;
const LOOK_EVERY = SECOND;

/** Calls `jumped` with the milliseconds by which the wall clock jumped, until `signal` aborts. */
export async function watchClock(deps: {
  readonly clock: Clock;
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
  jumped(by: number): void;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { clock, signal } = deps;
  let offset = clock.now() - clock.monotonic();
  while (!signal.aborted) {
    await deps.sleep(LOOK_EVERY, signal).catch(() => {});
    const seen = clock.now() - clock.monotonic();
    if (Math.abs(seen - offset) > TOLERANCE) deps.jumped(seen - offset);
    offset = seen;
  }
}
