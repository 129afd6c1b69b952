import type { Labels, Point } from './sample.ts';
import type { Instant } from './time.ts';

/** Functions over a window that tell how a series went; names and meanings are those of expressions. */
export type SeriesFunction =
  | ('count' | 'sum' | 'avg' | 'min' | 'max' | 'last')
  | ('p50' | 'p95' | 'p99' | 'rate' | 'increase');

/** A question about every series of one metric. Windows are open at their start: (at - window, at]. */
export interface SeriesQuestion {
  readonly metric: string;
  /** null: of all targets. */
  readonly target: number | null;
  readonly labels?: Labels;
  readonly fn: SeriesFunction;
  /** Milliseconds. */
  readonly window: number;
  /** One instant; or every `step` milliseconds from `from` to `to`, both included. */
  readonly when:
    | { readonly at: Instant }
    | { readonly from: Instant; readonly to: Instant; readonly step: number };
}

export interface SeriesAnswer {
  /** Instants without a value have no point. */
  readonly series: readonly {
    readonly target: number | null;
    readonly labels: Labels;
    readonly points: readonly Point[];
  }[];
  /** How far a value may be from the exact one, as a part of it; 0 is exact. */
  readonly error: number;
  /** Windows without a value because what it would take is not kept any more. */
  readonly lost: number;
  /** Windows that begin at their first full hour, because of the part before it only the whole hour is kept. */
  readonly shortened: number;
}
