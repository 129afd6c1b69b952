import type { Fact, Labels } from '../model/sample.ts';
import { labelText, noLabels } from '../model/sample.ts';
import type { Comparison, Value } from './compute.ts';
import type { History } from './history.ts';
import type { Leaf } from './leaf.ts';
import { LABELLED } from './leaf.ts';
import type { Expression } from './parse.ts';

/** The facts of one round, found by metric and labels. */
export interface Facts {
  /** Series of a metric by the text of their labels; undefined when nobody reported it. */
  series(metric: string): ReadonlyMap<string, Fact> | undefined;
  /** What the target measured lately; without it every function over a window is unknown. */
  readonly history?: History | undefined;
}

/** What an expression gives for one series, or for a target when no name in it has labels. */
export interface Outcome {
  readonly labels: Labels;
  readonly value: number | boolean | string | 'unknown';
  /** Each comparison of a metric, or of a function over its window, with a constant, in the order of the text. */
  readonly seen: readonly Comparison[];
  /** Why the series could not be brought together; null otherwise. */
  readonly reason: string | null;
}

/** Builds the index once per round. Of two facts with the same metric and labels the later one counts. */
export function indexFacts(facts: readonly Fact[], history?: History): Facts {
  const byMetric = new Map<string, Map<string, Fact>>();
  for (const fact of facts) {
    const series = byMetric.get(fact.metric) ?? new Map<string, Fact>();
    series.set(labelText(fact.labels), fact);
    byMetric.set(fact.metric, series);
  }
  return { series: (metric) => byMetric.get(metric), history };
}

const NO_LABELS = noLabels();

/**
 * Evaluates an expression: one outcome per series when a name in it has labels, else one. Names without labels are the
 * same for every series. Two names with labels are paired where all their labels are equal; a series that only one of them has is
 * unknown for the other; when their labels differ in kind, or none are equal, the only outcome is unknown with a reason.
 * A function over a window counts as its metric's name; its series are those that had a point in the window.
 *
 * Unknown are: a metric that nobody reported, null, a window with too few points or without a history, a comparison or
 * calculation of different types, a division by zero, and whatever depends on it, except that `false and unknown` is
 * false and `true or unknown` is true. Never throws.
 */
export function evaluate(expression: Expression, facts: Facts): Outcome[] {
  const { leaves, run } = expression.program;
  const values: Value[] = [];
  for (const leaf of leaves) {
    const value = leaf.plain(facts);
    if (value === LABELLED) return evaluateSeries(expression, facts);
    values.push(value);
  }
  const seen: Comparison[] = [];
  const value = run(values, seen) ?? 'unknown';
  return [{ labels: NO_LABELS, value, seen, reason: null }];
}

/** One outcome per series. */
function evaluateSeries({ program }: Expression, facts: Facts): Outcome[] {
  const { leaves, run } = program;
  const values = leaves.map((leaf) => leaf.plain(facts));
  const labelled = leaves.filter((_, index) => values[index] === LABELLED);
  const reason = whyNotPaired(labelled, facts);
  if (reason !== null) return [{ labels: NO_LABELS, value: 'unknown', seen: [], reason }];
  const series = new Map<string, Labels>();
  for (const leaf of labelled) leaf.collect(facts, series);
  return [...series].map(([key, labels]) => {
    const seen: Comparison[] = [];
    const own = leaves.map((leaf, index) => {
      const value = values[index];
      return value === LABELLED ? leaf.at(facts, key) : value;
    });
    return { labels, value: run(own, seen) ?? 'unknown', seen, reason: null };
  });
}

function whyNotPaired([first, ...others]: readonly Leaf[], facts: Facts): string | null {
  if (first === undefined || others.length === 0) return null;
  const keys = keysOf(first, facts);
  for (const other of others) {
    if (other.metric === first.metric) continue;
    if (![...keysOf(other, facts)].some((key) => keys.has(key))) {
      return `${first.metric} and ${other.metric} have several series each, and no labels in common`;
    }
  }
  return null;
}

function keysOf(leaf: Leaf, facts: Facts): ReadonlySet<string> {
  const keys = new Map<string, Labels>();
  leaf.collect(facts, keys);
  return new Set(keys.keys());
}
