import type { Block } from '../chat/reply.ts';
import { line } from '../chat/reply.ts';
import { formatDuration, formatValue } from '../model/format.ts';
import type { DescribedMetric } from '../model/metric.ts';
import { labelText } from '../model/sample.ts';
import type { Instant } from '../model/time.ts';
import { iso } from './data.ts';
import type { SeriesNow } from './metric-values.ts';
import { standingText } from './metric-values.ts';
import { grouped, shortened } from './state-text.ts';

/** A metric with the worst of its series. */
export interface MetricRow {
  readonly metric: DescribedMetric;
  readonly worst: SeriesNow | null;
  /** How many there are. */
  readonly series: number;
}

/** Tables of metrics, one per category; `isOne`: all are of one target, whose name goes without saying. */
export function metricTables(
  rows: readonly MetricRow[],
  { now, isOne }: { readonly now: Instant; readonly isOne: boolean },
): Block[] {
  const groups = Map.groupBy(rows, ({ metric }) => metric.category);
  return [...groups].flatMap(([category, all]): Block[] => [
    line(shortened(category, 60), 'muted'),
    {
      kind: 'table',
      columns: [
        { title: 'Metric', align: 'left' },
        { title: 'Now', align: 'right' },
        { title: 'Unit', align: 'left' },
        { title: 'Band', align: 'left' },
        { title: 'Age', align: 'right' },
        { title: 'Where', align: 'left' },
      ],
      rows: all.map((row) => cellsOf(row, { now, isOne })),
    },
  ]);
}

function cellsOf(
  { metric, worst, series }: MetricRow,
  { now, isOne }: { readonly now: Instant; readonly isOne: boolean },
): string[] {
  const { unit, isTruth, name } = metric;
  const value = worst?.value ?? null;
  return [
    `${metric.isKey ? '★ ' : ''}${shortened(name, 60)}`,
    value === null ? '-' : formatValue(value, unit),
    isTruth ? 'yes/no' : unit.replace('none', '-'),
    worst === null ? '-' : standingText(worst) || '-',
    worst?.at ? formatDuration(now - worst.at) : '-',
    worst === null ? '-' : whereText(worst, { isOne, more: series - 1 }),
  ];
}

/** Which series is meant, and how many others there are. */
function whereText(
  { target, labels }: SeriesNow,
  { isOne, more }: { readonly isOne: boolean; readonly more: number },
): string {
  const parts = [isOne ? '' : shortened(target.name, 40), shortened(labelText(labels), 60)];
  const rest = more > 0 ? [`+${grouped(more)}`] : [];
  return [...parts, ...rest].filter((part) => part !== '').join(' ') || '-';
}

/** A metric and its worst series for programs; the value is in its unit. */
export function rowData({ metric, worst, series }: MetricRow) {
  return {
    metric: metric.name,
    title: metric.title,
    category: metric.category,
    type: metric.type,
    unit: metric.unit,
    key: metric.isKey,
    series,
    target: worst?.target.name ?? null,
    labels: worst?.labels ?? null,
    value: worst?.value ?? null,
    at: iso(worst?.at ?? null),
    band: worst?.standing ?? null,
  };
}
