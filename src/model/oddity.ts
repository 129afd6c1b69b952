import type { Unit } from './metric.ts';
import type { Labels } from './sample.ts';

/** A series whose last hour lies outside of what is usual in this hour; values in the metric's unit. */
export interface Oddity {
  readonly metric: string;
  readonly title: string;
  readonly unit: Unit;
  readonly labels: Labels;
  /** Mean of the last hour. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
}
