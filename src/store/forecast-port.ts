import type { ForecastRecord, Foretold } from '../model/forecast.ts';
import type { Instant } from '../model/time.ts';

/** What was foretold, and what came of it. */
export interface ForecastStore {
  /** Stores what was made at one moment; what was stored of that moment before is replaced. */
  put(madeAt: Instant, made: readonly Omit<Foretold, 'madeAt'>[]): Promise<void>;
  /** Those that are due at `now` and not settled, the oldest first. */
  due(now: Instant, limit: number): Promise<readonly (Foretold & { readonly id: number })[]>;
  /** Writes down what came; `actual` null: it was not measured, and counts for nothing. */
  settle(
    found: readonly { readonly id: number; readonly actual: number | null }[],
    at: Instant,
  ): Promise<void>;
  /** How the newest 1000 that are settled turned out; null: of all targets, of all metrics. */
  record(of: {
    readonly target: number | null;
    readonly metric: string | null;
  }): Promise<ForecastRecord>;
  /** Deletes what was made before. */
  prune(before: Instant): Promise<void>;
}
