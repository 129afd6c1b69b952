import type { Labels, Reading, Round } from '../model/sample.ts';
import { noLabels } from '../model/sample.ts';
import type { Factor, Score } from '../model/score.ts';

/** Series of one metric: its value, or one entry per series where labels tell them apart. */
export type MetricValues = number | readonly { readonly labels: Labels; readonly value: number }[];

/** One round of one target as the mirror writes it: a line of `metrics_*.jsonl`, and the snapshot. */
export interface CheckDocument {
  /** ISO 8601 in UTC, with milliseconds. */
  readonly timestamp: string;
  readonly target: string;
  readonly took_ms: number;
  /** Why nothing was measured; only then. */
  readonly error?: string;
  /** By the metric's name, in its unit. */
  readonly metrics: Readonly<Record<string, MetricValues>>;
  readonly health_analysis: {
    readonly status: string;
    readonly score: number | null;
    /** What needs hands, and what wants an eye: labels of the factors that took points. */
    readonly issues: readonly string[];
    readonly warnings: readonly string[];
    readonly factors: readonly Factor[];
    /** Metrics that a factor needs and nobody reported. */
    readonly unknown: readonly string[];
  };
}

/** A line of `health_history.jsonl`. */
export interface HistoryDocument {
  readonly timestamp: string;
  readonly status: string;
  readonly score: number;
}

export function checkDocument(target: string, round: Round, score: Score): CheckDocument {
  const { status, factors, unknown } = score;
  return {
    timestamp: new Date(round.at).toISOString(),
    target,
    took_ms: Math.round(round.took),
    ...(round.kind === 'missed' && { error: round.detail || round.reason }),
    metrics: round.kind === 'measured' ? byMetric(round.readings) : {},
    health_analysis: {
      status,
      score: score.score,
      issues: labelsOf(factors, 'issue'),
      warnings: labelsOf(factors, 'warning'),
      factors,
      unknown,
    },
  };
}

/** Null for a round without a score: what is not known is no point of a history of scores. */
export function historyDocument(check: CheckDocument): HistoryDocument | null {
  const { status, score } = check.health_analysis;
  return score === null ? null : { timestamp: check.timestamp, status, score };
}

/** The readings that a check was made of. */
export function readingsOf({ metrics }: Pick<CheckDocument, 'metrics'>): readonly Reading[] {
  return Object.entries(metrics).flatMap(([metric, values]) =>
    typeof values === 'number'
      ? [{ metric, labels: noLabels(), value: values }]
      : values.map(({ labels, value }) => ({ metric, labels, value })),
  );
}

function labelsOf(factors: readonly Factor[], kind: Factor['kind']): readonly string[] {
  return factors.filter((factor) => factor.kind === kind).map(({ label }) => label);
}

function byMetric(readings: readonly Reading[]): Record<string, MetricValues> {
  const series = new Map<string, { labels: Labels; value: number }[]>();
  for (const { metric, labels, value } of readings) {
    const known = series.get(metric);
    if (known) known.push({ labels, value });
    else series.set(metric, [{ labels, value }]);
  }
  // Without a prototype: a metric may be called `__proto__`.
  const metrics: Record<string, MetricValues> = Object.create(null);
  for (const [metric, all] of series) {
    const [only] = all;
    const isPlain = all.length === 1 && only && Object.keys(only.labels).length === 0;
    metrics[metric] = isPlain ? only.value : all;
  }
  return metrics;
}
