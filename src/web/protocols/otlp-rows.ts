import type { RawRow } from '../body.ts';
import type { Learned } from '../learned.ts';
import { learn } from '../learned.ts';
import { legalName } from './legal-name.ts';
import type { Fields } from './otlp-fields.ts';
import { attributesOf, eachOf, listOf, numberOf } from './otlp-fields.ts';
import type { Buckets, Ranges } from './otlp-histogram.ts';
import { explicitBuckets, exponentialBuckets } from './otlp-histogram.ts';
import type { Metric, Source } from './otlp-metrics.ts';
import { isRising, metricsIn } from './otlp-metrics.ts';
import type { SentRow } from './sent-row.ts';
import { broken, sent } from './sent-row.ts';
import type { Totals } from './totals.ts';

/** A row and the data point that it is of: one point of a histogram makes many rows. */
export interface PointRow {
  readonly point: number;
  readonly metric: string;
  readonly row: RawRow;
}

/** What the rows of a point have in common. */
type Common = Omit<SentRow, 'metric' | 'value' | 'total'>;

/** https://opentelemetry.io/docs/specs/otel/metrics/data-model/#temporality */
const DELTA = 1;
const CUMULATIVE = 2;
/** https://opentelemetry.io/docs/specs/otel/metrics/data-model/#no-recorded-value */
const NO_VALUE = 1;

/** Reads an ExportMetricsServiceRequest as JSON has it, point by point; what it says of metrics is put to `learned`. */
export function* rowsOfExport(
  message: unknown,
  { totals, ranges, learned }: { totals: Totals; ranges: Ranges; learned: Learned[] },
): Generator<readonly PointRow[]> {
  let point = 0;
  for (const found of metricsIn(message)) {
    yield [];
    if (found === null) continue;
    const { metric, source, definitions } = found;
    learn(learned, ...definitions);
    for (const data of eachOf(metric.data['dataPoints'])) {
      point += 1;
      const place = { point, metric: metric.name };
      const isEmpty = (numberOf(data['flags']) & NO_VALUE) !== 0;
      const task = { metric, data, common: commonOf(source, data), totals, ranges };
      yield isEmpty ? [] : rowsOfPoint(task).map((row) => ({ ...place, row }));
    }
  }
}

function commonOf({ hints, sender, labels }: Source, data: Fields): Common {
  const own = attributesOf(data['attributes']).map(
    ([name, value]) => [legalName(name), value] as const,
  );
  const names = new Set(own.map(([name]) => name));
  const nanoseconds = numberOf(data['timeUnixNano']);
  return {
    ...{ hints, sender },
    labels: [...own, ...labels.filter(([name]) => !names.has(name))],
    at: nanoseconds === 0 || Number.isNaN(nanoseconds) ? null : nanoseconds / 1e6,
  };
}

interface Task {
  readonly metric: Metric;
  readonly data: Fields;
  readonly common: Common;
  readonly totals: Totals;
  readonly ranges: Ranges;
}

function rowsOfPoint(task: Task): readonly RawRow[] {
  const { metric, data, common, ranges } = task;
  if (metric.kind !== 'gauge' && metric.kind !== 'summary') {
    const temporality = numberOf(metric.data['aggregationTemporality']);
    if (temporality !== DELTA && temporality !== CUMULATIVE) return [broken(NO_TEMPORALITY)];
  }
  switch (metric.kind) {
    case 'gauge':
      return [numberRow(task)];
    case 'sum':
      return [isRising(metric) && valueIn(data) < 0 ? broken(FALLS) : numberRow(task)];
    case 'histogram':
      return histogramRows(task, explicitBuckets(data));
    case 'exponentialHistogram': {
      const range = isDelta(metric) ? ranges : null;
      const name = JSON.stringify([metric.name, common.hints, common.labels]);
      return histogramRows(task, exponentialBuckets(data, range?.of(name) ?? null));
    }
    case 'summary':
      return [
        ...listOf(data['quantileValues']).map((one) => quantileRow(task, one)),
        ...sums(task),
      ];
    default:
      return metric.kind satisfies never;
  }
}

const NO_TEMPORALITY = 'aggregationTemporality: write 1 (delta) or 2 (cumulative)';
const FALLS = 'value: a monotonic sum cannot fall — send it with isMonotonic false';

function isDelta({ data }: Metric): boolean {
  return numberOf(data['aggregationTemporality']) === DELTA;
}

function valueIn(data: Fields): number {
  return numberOf(data['asDouble'] ?? data['asInt']);
}

function numberRow({ metric, data, common, totals }: Task): RawRow {
  const value = data['asDouble'] ?? data['asInt'];
  if (value === undefined) return broken('value is missing — send asDouble or asInt');
  const row = { ...common, metric: metric.name, value: numberOf(value) };
  const grows = metric.kind === 'sum' && isDelta(metric);
  return sent(grows ? { ...row, total: totals.add } : row);
}

function histogramRows(task: Task, buckets: Buckets | string): readonly RawRow[] {
  if (typeof buckets === 'string') return [broken(buckets)];
  const { metric, common, totals } = task;
  const steps = cumulative(buckets);
  const names = steps.map(({ le }) => le);
  const rows = steps.map(({ le, value }, place): RawRow => {
    const row: SentRow = {
      ...common,
      metric: `${metric.name}_bucket`,
      labels: [...common.labels, ['le', le]],
      value,
    };
    const lower = names.slice(0, place).reverse();
    return sent(isDelta(metric) ? { ...row, total: (own) => totals.add(own, lower) } : row);
  });
  // From the highest on: what is new begins at what the one below it was before.
  return [...rows.reverse(), ...sums(task)];
}

/** Buckets as Prometheus counts them: each has all that are lower in it. */
function cumulative({ bounds, counts }: Buckets): readonly { le: string; value: number }[] {
  let value = 0;
  return counts.map((count, at) => {
    value += count;
    const bound = bounds[at];
    return { le: bound === undefined ? '+Inf' : String(bound), value };
  });
}

/** Counters of how many there were and what they come to. */
function sums({ metric, data, common, totals }: Task): readonly RawRow[] {
  return ['count', 'sum'].flatMap((part): RawRow[] => {
    if (data[part] === undefined || data[part] === null) return [];
    const row = { ...common, metric: `${metric.name}_${part}`, value: numberOf(data[part]) };
    return [sent(isDelta(metric) ? { ...row, total: totals.add } : row)];
  });
}

function quantileRow({ metric, common }: Task, one: Fields): RawRow {
  const quantile = String(numberOf(one['quantile'] ?? 0));
  const labels = [...common.labels, ['quantile', quantile] as const];
  return sent({ ...common, metric: metric.name, labels, value: numberOf(one['value'] ?? 0) });
}
