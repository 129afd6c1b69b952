import type { Labels } from './sample.ts';
import type { Instant } from './time.ts';

/** A value of a series that was foretold, in the metric's unit. */
export interface Foretold {
  readonly target: number;
  readonly metric: string;
  readonly labels: Labels;
  readonly method: string;
  readonly madeAt: Instant;
  /** The value is the mean of the hour that ends here. */
  readonly dueAt: Instant;
  readonly expected: number;
  readonly low: number;
  readonly high: number;
}

/** How forecasts of the past turned out. */
export interface ForecastRecord {
  /** Of how many it is known. */
  readonly settled: number;
  /** How many of those were within their range. */
  readonly within: number;
  /** Median of what they were off by, in the metric's unit; null of none, or of several metrics. */
  readonly medianError: number | null;
}
