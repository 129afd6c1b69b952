import type { Cause } from '../model/cause.ts';

/** What was to be seen when alerts fired. */
export interface CauseStore {
  /** Keeps the causes of alerts by their ids; one that fires again gets the newer one. */
  put(causes: ReadonlyMap<number, Cause>): Promise<void>;
  /**
   * What is known of these alerts, by id, in any order. Left out: alerts whose cause nobody looked for, or whose
   * cause cannot be read. At most 1,000 ids are looked up.
   */
  of(alerts: readonly number[]): Promise<ReadonlyMap<number, Cause>>;
}
