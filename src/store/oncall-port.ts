import type { Doer } from '../model/alert.ts';
import type { RotaOverride } from '../model/rota.ts';
import type { Instant } from '../model/time.ts';
import type { Wishes } from '../model/wishes.ts';

/** What people said of who is on call, and of how they want to be told. */
export interface OncallStore {
  /** Overrides that are not over at `now`, in the order in which they were made. */
  overrides(now: Instant): Promise<readonly RotaOverride[]>;
  /** Stores all of them, or none. */
  override(
    made: readonly Omit<RotaOverride, 'id'>[],
    at: Instant,
  ): Promise<readonly RotaOverride[]>;
  /** Takes one back that is not over; false when there is none. */
  endOverride(id: number, at: Instant): Promise<boolean>;
  /** Wishes by the names of people. */
  wishes(): Promise<ReadonlyMap<string, Wishes>>;
  wish(
    person: string,
    wishes: Wishes,
    said: { readonly by: Doer; readonly at: Instant },
  ): Promise<void>;
}
