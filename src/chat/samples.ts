import type { Labels, Point } from '../model/sample.ts';
import type { Instant } from '../model/time.ts';

interface SeriesName {
  readonly metric: string;
  readonly labels: Labels;
}

export interface SeriesReader {
  /** Series that a target has reported. */
  series(target: number): Promise<readonly SeriesName[]>;
  /** Stored points in [from, to), oldest first; at most `limit`, thinned evenly by averaging. */
  points(
    target: number,
    series: SeriesName,
    range: { from: Instant; to: Instant; limit: number },
  ): Promise<readonly Point[]>;
}

/** Samples at length, as exports read them. */
export interface SampleReader extends SeriesReader {
  /**
   * One value per window (at - window, at] from `from` to `to`, both included, for every series that has the labels.
   * Windows without a value have no point.
   */
  query(question: {
    readonly metric: string;
    readonly target: number;
    readonly labels: Labels;
    readonly fn: 'avg' | 'last' | 'count';
    readonly window: number;
    readonly when: { readonly from: Instant; readonly to: Instant; readonly step: number };
  }): Promise<{
    readonly series: readonly { readonly labels: Labels; readonly points: readonly Point[] }[];
  }>;
}

/** Where the product answers HTTP. */
export interface HttpPlace {
  readonly enabled: boolean;
  readonly host: string;
  readonly port: number;
  readonly hasKey: boolean;
}
