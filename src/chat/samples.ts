import type { Labels, Point } from '../model/sample.ts';
import type { SeriesAnswer, SeriesQuestion } from '../model/series-question.ts';
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
  /** One function over windows of every series of a metric that has the labels, from the cheapest of what is stored. */
  query(question: SeriesQuestion): Promise<SeriesAnswer>;
}

/** Where the product answers HTTP. */
export interface HttpPlace {
  readonly enabled: boolean;
  readonly host: string;
  readonly port: number;
  readonly hasKey: boolean;
}
