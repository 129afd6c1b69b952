import type { Instant } from './time.ts';

/** One deduction. `issue` needs hands, `warning` wants an eye; `info` is shown and costs nothing. */
export type FactorKind = 'issue' | 'warning' | 'info';

/** A factor as data: when `when` holds, `points` (positive) are taken off. */
export interface FactorRule {
  readonly name: string;
  readonly label: string;
  /** Expression over facts, e.g. `system.memory > 90`. */
  readonly when: string;
  readonly points: number;
  readonly kind: FactorKind;
}

/** A band of the scale; `from` is its lowest score. */
export interface Band {
  readonly status: string;
  readonly from: number;
  readonly meaning: string;
}

/** How a target is scored: 100 minus what applies, never below 0. */
export interface ScorePolicy {
  readonly name: string;
  readonly factors: readonly FactorRule[];
  /** One more deduction when at least `min` warnings apply; null for none. */
  readonly multiple: {
    readonly name: string;
    readonly min: number;
    readonly points: number;
  } | null;
  /** Highest first. */
  readonly bands: readonly Band[];
}

/** A factor that applied, with what was measured and the limit it broke. */
export interface Factor {
  readonly name: string;
  readonly label: string;
  readonly kind: FactorKind;
  readonly points: number;
  readonly value: number | boolean | string | null;
  readonly limit: number | boolean | string | null;
}

/** Result of scoring facts. `score` is null when nothing that counts is known. */
export interface ScoreResult {
  readonly score: number | null;
  readonly status: string;
  readonly factors: readonly Factor[];
  /** Metric names that a factor needs and nobody reported; they cost nothing. */
  readonly unknown: readonly string[];
}

/** A stored score of one target. */
export interface Score extends ScoreResult {
  readonly target: number;
  readonly at: Instant;
}
