import type { Alert, AlertState } from '../model/alert.ts';
import type { AlertChange } from '../model/alert-change.ts';
import type { Clock, Instant } from '../model/time.ts';
import { SECOND } from '../model/time.ts';
import type { Book } from './book.ts';

/** Wall clock and monotonic clock may part by this much between two looks. */
const TOLERANCE = 2 * SECOND;
/** Changes in one transaction. */
const BATCH = 50;

/**
 * Moves everything that runs by time with the wall clock when that jumps, so that an alert fires, clears, is repeated and
 * escalated when its time has passed, and not because somebody set the clock. All who ask here of one book move it once,
 * and all wait until that is done; when it fails, all who waited hear so.
 */
export function timesFollowClock({ book, clock }: { readonly book: Book; readonly clock: Clock }) {
  const offset = () => clock.now() - clock.monotonic();
  book.clockOffset ??= offset();

  async function follow(by: number): Promise<void> {
    book.shift(by);
    const moved = [...book.open(null)].map((alert) => shifted(alert, by));
    await applyAll(book, moved, clock.now());
  }

  /** Ends when everything agrees with the clock. */
  return (): Promise<void> => {
    const seen = offset();
    const by = Math.round(seen - (book.clockOffset ?? seen));
    if (Math.abs(by) > TOLERANCE) {
      book.clockOffset = seen;
      const following = book
        .exclusive(() => follow(by))
        .finally(() => {
          if (book.following === following) book.following = null;
        });
      book.following = following;
    }
    return book.following ?? Promise.resolve();
  };
}

type Pending = Extract<AlertState, { kind: 'pending' }>;

function shifted(alert: Alert, by: number): AlertChange {
  const { state, life } = alert;
  const { clearingSince, remindAt, escalateAt, toldAt, expiry } = life;
  const move = (one: Instant | null) => (one === null ? null : one + by);
  return changeTo(alert, {
    ...alert,
    state: state.kind === 'pending' ? pendingLater(state, by) : state,
    life: {
      ...life,
      clearingSince: move(clearingSince),
      remindAt: move(remindAt),
      escalateAt: move(escalateAt),
      toldAt: move(toldAt),
      expiry: expiry && { ...expiry, at: expiry.at + by },
      changes: life.changes.map((one) => one + by),
    },
  });
}

/** What it was before must move too, so that a blip does not prolong its cooldown. */
function pendingLater(state: Pending, by: number): Pending {
  const since = state.since + by;
  const { again } = state;
  return again ? { ...state, since, again: { ...again, at: again.at + by } } : { ...state, since };
}

/** Gives a pending alert another start; none for an alert that is not pending. */
export function startedAt(alert: Alert, start: (since: Instant) => Instant): AlertChange[] {
  const { state } = alert;
  if (state.kind !== 'pending') return [];
  return [changeTo(alert, { ...alert, state: { ...state, since: start(state.since) } })];
}

function changeTo({ id, version }: Alert, alert: Alert): AlertChange {
  return { expect: { id, version }, alert, events: [], messages: [] };
}

/** Small transactions, between which everything else goes on. */
export async function applyAll(
  book: Book,
  changes: readonly AlertChange[],
  at: Instant,
): Promise<void> {
  for (let from = 0; from < changes.length; from += BATCH) {
    await book.apply(changes.slice(from, from + BATCH), at);
    await new Promise(setImmediate);
  }
}
