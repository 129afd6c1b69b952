import type { RefusedSeries } from '../../model/refused-series.ts';
import type { Labels, Point } from '../../model/sample.ts';
import type { Instant } from '../../model/time.ts';

/** One value on its way in. `at` is when it was measured, by the clock of whoever measured it. */
export interface SampleRow {
  readonly target: number;
  readonly metric: string;
  readonly labels: Labels;
  readonly at: Instant;
  readonly value: number;
}

export interface IngestOptions {
  /** The rows are on the disk when the answer comes; what is sent within a second shares one commit. */
  readonly lasting?: boolean;
}

/** What became of a batch. */
export interface Ingested {
  /** Rows taken, those included that were there already. */
  readonly accepted: number;
  /** Rows that were not taken, by their place in the batch, ascending. */
  readonly refused: readonly { readonly index: number; readonly reason: string }[];
}

/** Functions over a window; names and meanings are those of expressions. `age` is in seconds, `rate` and `slope` per second. */
export type SampleFunction =
  | ('avg' | 'min' | 'max' | 'last' | 'count' | 'sum')
  | ('rate' | 'increase' | 'delta' | 'p50' | 'p90' | 'p95' | 'p99')
  | ('stddev' | 'slope' | 'age' | 'absent' | 'changes' | 'share' | 'distinct');

/** Which points `share` counts. */
export interface PointTest {
  readonly operator: '==' | '!=' | '<' | '<=' | '>' | '>=';
  readonly limit: number;
}

/** A question about one metric. Windows are open at their start and closed at their end: (at - window, at]. */
export interface SampleQuery {
  readonly metric: string;
  /** null: of all targets. */
  readonly target: number | null;
  /** Labels that a series must have; it may have more. */
  readonly labels?: Labels;
  readonly fn: SampleFunction;
  /** Milliseconds. */
  readonly window: number;
  /** For `share`; not given: points that are not zero. */
  readonly test?: PointTest;
  /** Brings series together; `by` names labels, or `target`, that tell the results apart. */
  readonly aggregate?: {
    readonly fn: 'avg' | 'min' | 'max' | 'sum' | 'count';
    readonly by: readonly string[];
  };
  /** Only so many series, those with the highest mean first. */
  readonly top?: number;
  /** One instant; or every `step` milliseconds from `from` to `to`, both included. */
  readonly when:
    | { readonly at: Instant }
    | { readonly from: Instant; readonly to: Instant; readonly step: number };
}

export interface SampleAnswer {
  /** By target, then labels; the highest first with `top`. Instants without a value have no point. */
  readonly series: readonly {
    /** null when several targets were brought together. */
    readonly target: number | null;
    readonly labels: Labels;
    readonly points: readonly Point[];
  }[];
  /** How far a value may be from the exact one, as a part of it: 0, or that of the sketches behind percentiles. */
  readonly error: number;
  /** Windows that have no value because what it would take is not kept any more. */
  readonly lost: number;
  /** Windows that begin at their first full hour, because of the part before it only the whole hour is kept. */
  readonly shortened: number;
}

/** How long what is kept, in milliseconds. */
export interface Retention {
  /** Hourly roll-ups. Not given: a year. */
  readonly hours?: number;
  /** Metrics whose points are kept for a time of their own. */
  readonly metrics?: Readonly<Record<string, { readonly raw?: number }>>;
}

/** How much is kept, and how long. */
export interface SamplePolicy {
  /** Series of one target, and in all. */
  readonly limits: { readonly perTarget: number; readonly all: number };
  readonly retention: Retention;
}

/** What the samples take on the disk. Bytes are those of the content; `file` is what the disk gives for it. */
export interface SampleUsage {
  readonly file: number;
  readonly series: number;
  /** Bytes of the file that are free to be written anew. */
  readonly free: number;
  /** Points in sealed days. */
  readonly samples: number;
  /** Of sealed days without and with their hours; null while nothing is sealed. */
  readonly bytesPerSample: { readonly chunks: number; readonly all: number } | null;
  readonly tiers: {
    readonly log: number;
    readonly parts: number;
    readonly chunks: number;
    readonly hours: number;
  };
  /** Largest first; sealed days only. */
  readonly targets: readonly {
    readonly target: number;
    readonly series: number;
    readonly samples: number;
    readonly bytes: number;
  }[];
  /** What a day adds, the mean of the last sealed days (at most 7); null while nothing is sealed. */
  readonly perDay: {
    readonly samples: number;
    readonly chunks: number;
    readonly hours: number;
  } | null;
  /** Start of the first day that is kept, of points and of hours; null where there is none. */
  readonly oldest: { readonly chunks: Instant | null; readonly hours: Instant | null };
  /** Of metrics whose points are kept for a time of their own: bytes of points in sealed days, and what a day adds. */
  readonly own: readonly {
    readonly metric: string;
    readonly chunks: number;
    readonly perDay: number;
  }[];
}

/** Since the samples were opened. */
export interface SampleStats {
  readonly accepted: number;
  readonly refused: number;
  /** The last reason why a sample was refused, or null. */
  readonly lastRefusal: string | null;
  /** Samples given up because the disk or the queue was full. */
  readonly shed: number;
  /** Stored pieces that could not be read. */
  readonly damaged: number;
  /** Samples that are on their way. */
  readonly waiting: number;
  /** New series for which there was no room, the most first. */
  readonly refusedSeries: readonly RefusedSeries[];
  /** Bytes that were handed to the system to be written; null where it does not tell. */
  readonly written: number | null;
}
