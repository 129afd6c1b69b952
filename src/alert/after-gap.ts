import type { Round } from '../model/sample.ts';
import type { Target } from '../model/target.ts';
import type { Clock } from '../model/time.ts';
import type { Book } from './book.ts';
import { applyAll, startedAt } from './follow-clock.ts';

/** Rounds that may be missing before nobody can say that a condition has held all the time. */
const ROUNDS = 3;

/** Whether so long without data, in milliseconds, leaves it open what happened meanwhile. */
export function isLongGap(gap: number, interval: number): boolean {
  return gap > ROUNDS * interval;
}

/**
 * After a longer span without data, what is pending begins anew: one breach before the span and one after it are not a
 * condition that has held for its time. The same after rounds that told nothing because the monitor itself was offline.
 */
export function pendingAfterGap({ book, clock }: { readonly book: Book; readonly clock: Clock }) {
  const measuredAt = new Map<number, number>();
  const blind = new Set<number>();

  function isLong({ id, interval }: Target): boolean {
    const now = clock.monotonic();
    const gap = now - (measuredAt.get(id) ?? now);
    measuredAt.set(id, now);
    return isLongGap(gap, interval);
  }

  return async (target: Target, round: Round, isBlind: boolean): Promise<void> => {
    const { id } = target;
    if (isBlind) {
      blind.add(id);
      return;
    }
    const wasBlind = blind.delete(id);
    const wasLong = round.kind === 'measured' && isLong(target);
    if (!wasBlind && !wasLong) return;
    if ([...book.open(id)].every(({ state }) => state.kind !== 'pending')) return;
    await book.exclusive(() => {
      const changes = [...book.open(id)].flatMap((alert) => startedAt(alert, () => round.at));
      return applyAll(book, changes, round.at);
    });
  };
}
