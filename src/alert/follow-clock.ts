import type { Alert } from '../model/alert.ts';
import type { AlertChange } from '../model/alert-change.ts';
import type { Clock, Instant } from '../model/time.ts';
import { SECOND } from '../model/time.ts';
import type { AlertLog } from './ports.ts';

/** Wall clock and monotonic clock may part by this much between two rounds. */
const TOLERANCE = 2 * SECOND;

/**
 * Moves the start of every pending alert with the wall clock when that jumps, so that an alert fires when its condition
 * has held for its time, and not because somebody set the clock.
 */
export function pendingFollowsClock({
  log,
  clock,
}: {
  readonly log: AlertLog;
  readonly clock: Clock;
}) {
  let offset = clock.now() - clock.monotonic();
  let following = Promise.resolve();

  async function follow(by: number): Promise<void> {
    const open = await log.open(null);
    const moved = open.flatMap((alert) => startedAt(alert, (since) => since + by));
    if (moved.length > 0) await log.apply(moved, clock.now());
  }

  /** Ends when what is pending agrees with the clock. */
  return (): Promise<void> => {
    const seen = clock.now() - clock.monotonic();
    const by = Math.round(seen - offset);
    if (Math.abs(by) > TOLERANCE) {
      offset = seen;
      following = following.catch(() => {}).then(() => follow(by));
    }
    return following;
  };
}

/** Gives a pending alert another start; none for an alert that is not pending. */
export function startedAt(alert: Alert, start: (since: Instant) => Instant): AlertChange[] {
  const { id, version, state } = alert;
  if (state.kind !== 'pending') return [];
  const since = start(state.since);
  const moved = { ...alert, state: { ...state, since } };
  return [{ expect: { id, version }, alert: moved, events: [], messages: [] }];
}
