import type { AlertChange } from '../model/alert-change.ts';
import type { Round } from '../model/sample.ts';
import type { Target } from '../model/target.ts';
import type { Clock } from '../model/time.ts';
import { startedAt } from './follow-clock.ts';
import type { AlertLog } from './ports.ts';

/** Rounds that may be missing before nobody can say that a condition has held all the time. */
const ROUNDS = 3;

/**
 * After a longer span without data, what is pending begins anew: one breach before the span and one after it are not a
 * condition that has held for its time.
 */
export function pendingAfterGap({ log, clock }: { readonly log: AlertLog; readonly clock: Clock }) {
  const measuredAt = new Map<number, number>();
  return async ({ id, interval }: Target, round: Round): Promise<void> => {
    if (round.kind !== 'measured') return;
    const now = clock.monotonic();
    const gap = now - (measuredAt.get(id) ?? now);
    measuredAt.set(id, now);
    if (gap <= ROUNDS * interval) return;
    const changes = (await log.open(id)).flatMap((alert): AlertChange[] =>
      startedAt(alert, () => round.at),
    );
    if (changes.length > 0) await log.apply(changes, round.at);
  };
}
