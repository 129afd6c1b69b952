import type { Fact, Labels } from '../model/sample.ts';
import { labelText, noLabels } from '../model/sample.ts';
import type { Comparison, Value } from './compute.ts';
import { compute } from './compute.ts';
import { names } from './names.ts';
import type { Expression } from './parse.ts';

/** The facts of one round, found by metric and labels. */
export interface Facts {
  /** Series of a metric by the text of their labels; undefined when nobody reported it. */
  series(metric: string): ReadonlyMap<string, Fact> | undefined;
}

/** What an expression gives for one series, or for a target when no name in it has labels. */
export interface Outcome {
  readonly labels: Labels;
  readonly value: number | boolean | string | 'unknown';
  /** Each comparison of a name with a constant, in the order of the text. */
  readonly seen: readonly Comparison[];
  /** Why the series could not be brought together; null otherwise. */
  readonly reason: string | null;
}

/** Builds the index once per round. Of two facts with the same metric and labels the later one counts. */
export function indexFacts(facts: readonly Fact[]): Facts {
  const byMetric = new Map<string, Map<string, Fact>>();
  for (const fact of facts) {
    const series = byMetric.get(fact.metric) ?? new Map<string, Fact>();
    series.set(labelText(fact.labels), fact);
    byMetric.set(fact.metric, series);
  }
  return { series: (metric) => byMetric.get(metric) };
}

/**
 * Evaluates an expression: one outcome per series when a name in it has labels, else one. Names without labels are the
 * same for every series. Two names with labels are paired where all their labels are equal; a series that only one of them has is
 * unknown for the other; when their labels differ in kind, or none are equal, the only outcome is unknown with a reason.
 *
 * Unknown are: a metric that nobody reported, null, a comparison or calculation of different types, a division by zero,
 * and whatever depends on it, except that `false and unknown` is false and `true or unknown` is true. Never throws.
 */
export function evaluate(expression: Expression, facts: Facts): Outcome[] {
  const labelled = names(expression).filter((name) => hasLabels(facts.series(name)));
  const reason = whyNotPaired(labelled, facts);
  if (reason !== null) return [{ labels: noLabels(), value: 'unknown', seen: [], reason }];
  if (labelled.length === 0) return [outcome(expression, facts, { labels: noLabels(), key: '' })];
  const series = new Map<string, Labels>();
  for (const name of labelled) {
    for (const [key, fact] of facts.series(name) ?? []) series.set(key, fact.labels);
  }
  return [...series].map(([key, labels]) => outcome(expression, facts, { labels, key }));
}

function outcome(
  expression: Expression,
  facts: Facts,
  { labels, key }: { labels: Labels; key: string },
): Outcome {
  const seen: Comparison[] = [];
  const read = (name: string): Value => {
    const series = facts.series(name);
    const fact = series?.get(hasLabels(series) ? key : '');
    return typeof fact?.value === 'number' && !Number.isFinite(fact.value)
      ? undefined
      : fact?.value;
  };
  const value = compute(expression.root, read, (one) => seen.push(one)) ?? 'unknown';
  return { labels, value, seen, reason: null };
}

function hasLabels(series: ReadonlyMap<string, Fact> | undefined): boolean {
  return series !== undefined && (series.size > 1 || !series.has(''));
}

function whyNotPaired(labelled: readonly string[], facts: Facts): string | null {
  const [first, ...others] = labelled;
  if (first === undefined) return null;
  for (const other of others) {
    const shared = [...(facts.series(first)?.keys() ?? [])].some((key) =>
      facts.series(other)?.has(key),
    );
    if (!shared) {
      return `${first} and ${other} have several series each, and no labels in common`;
    }
  }
  return null;
}
