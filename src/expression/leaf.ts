import type { Labels } from '../model/sample.ts';
import type { Value } from './compute.ts';
import type { Facts } from './evaluate.ts';

/** Stands in a value's place while the metric has several series, each with a value of its own. */
export const LABELLED = Symbol('labelled');

/** How many milliseconds of a metric's past an expression needs. */
export interface Window {
  readonly metric: string;
  /** Every point this far back; 0: only the newest. */
  readonly span: number;
  /** The newest point this far back; as long a series that fell silent still counts. */
  readonly silence: number;
}

/** What reads one metric, once for all its places in an expression. */
export interface Leaf {
  readonly metric: string;
  /** What it needs of the past; null when the present is enough. */
  readonly window: Window | null;
  /** The value when the metric has one series without labels, or none. */
  plain(facts: Facts): Value | typeof LABELLED;
  /** Adds the metric's series by the text of their labels. */
  collect(facts: Facts, into: Map<string, Labels>): void;
  /** The value of one series; `''` where it has no labels. */
  at(facts: Facts, key: string): Value;
}
