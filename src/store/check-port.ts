import type { CheckChange } from '../model/check.ts';
import type { Pings } from '../model/ping.ts';
import type { Instant } from '../model/time.ts';

/** Checks by name, and how they changed. What was measured of them is in the samples. */
export interface CheckStore {
  /** Ids of these checks, in their order; a name keeps its id for ever, also when it returns. */
  sync(names: readonly string[], at: Instant): Promise<readonly number[]>;
  /** Every name that ever was one. */
  names(): Promise<readonly string[]>;
  /** Keeps changes, oldest first. */
  change(changes: readonly CheckChange[]): Promise<void>;
  /** The newest change of each check. */
  latest(): Promise<readonly LatestChange[]>;
  /**
   * The change that held at `from`, if any, and those in (from, to), in the order in which they were written: where the
   * clock was set back, that is not the order of their times.
   */
  history(check: number, from: Instant, to: Instant): Promise<readonly CheckChange[]>;
  /** Keys and pings of every check that has some. */
  pings(): Promise<readonly StoredPings[]>;
  /** Keeps what a check has now in place of what it had. */
  keepPings(one: StoredPings): Promise<void>;
  /** Deletes changes from before `before`, but for those that held then. */
  prune(before: Instant): Promise<void>;
}

/** What came for a check. */
export interface StoredPings {
  readonly check: number;
  /** The key that was made for it, or null when none was. */
  readonly key: string | null;
  readonly pings: Pings;
}

export interface LatestChange {
  readonly newest: CheckChange;
  /** The newest by which it was not unknown; null when there is none. */
  readonly known: CheckChange | null;
}
