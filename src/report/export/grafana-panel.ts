import type { DescribedMetric, MetricBand, Unit } from '../../model/metric.ts';
import type { PanelMetric } from './grafana-metrics.ts';
import { prometheusLabels, prometheusName } from './names.ts';

/** Prometheus as the reader's own data source, whatever it is called there. */
export const DATASOURCE = { type: 'prometheus', uid: '$datasource' } as const;

/** Ids of units: https://github.com/grafana/grafana/blob/main/packages/grafana-data/src/valueFormats/categories.ts */
const UNITS: Readonly<Record<Unit, string>> = {
  percent: 'percent',
  ratio: 'percentunit',
  bytes: 'decbytes',
  'bytes/s': 'Bps',
  count: 'short',
  seconds: 's',
  ms: 'ms',
  points: 'short',
  none: 'short',
};

/** What a metric's panel shows, without its place. */
export function panelOf({ metric, bands, labels }: PanelMetric) {
  const { factor } = prometheusName(metric.name, metric.type === 'counter');
  // Limits are about the count, and shown is its growth.
  const limits = thresholds(metric.type === 'counter' ? [] : bands, factor);
  return {
    type: 'timeseries',
    title: metric.title,
    description: metric.explanation,
    datasource: DATASOURCE,
    targets: queriesOf(metric, labels),
    fieldConfig: {
      defaults: {
        unit: unitOf(metric),
        ...boundsOf(metric),
        mappings: metric.isTruth ? [TRUTH] : [],
        thresholds: limits,
        color: { mode: 'palette-classic' },
        custom: {
          ...{ drawStyle: 'line', lineWidth: 1, fillOpacity: 8, showPoints: 'never' },
          lineInterpolation: metric.isTruth ? 'stepAfter' : 'linear',
          spanNulls: false,
          thresholdsStyle: { mode: limits.steps.length > 1 ? 'dashed' : 'off' },
        },
      },
      overrides: [],
    },
    options: {
      legend: { displayMode: 'list', placement: 'bottom', showLegend: true, calcs: [] },
      tooltip: { mode: 'multi', sort: 'desc' },
    },
  };
}

const TRUTH = {
  type: 'value',
  options: {
    0: { text: 'no', color: 'red', index: 0 },
    1: { text: 'yes', color: 'green', index: 1 },
  },
};

function queriesOf(metric: DescribedMetric, labels: readonly string[]) {
  const { name } = prometheusName(metric.name, metric.type === 'counter');
  const own = Object.keys(prometheusLabels('', Object.fromEntries(labels.map((one) => [one, '']))));
  const legend = own.map((label) => `{{${label}}}`).join(' ');
  const chosen = '{target=~"$target"}';
  const query = (expr: string, legendFormat: string, at: number) => {
    return { refId: String.fromCharCode(65 + at), datasource: DATASOURCE, expr, legendFormat };
  };
  switch (metric.type) {
    case 'counter':
      return [query(`rate(${name}${chosen}[$__rate_interval])`, legend, 0)];
    case 'histogram': {
      const by = [...own, 'le'].join(', ');
      const rate = `sum by (${by}) (rate(${name}_bucket${chosen}[$__rate_interval]))`;
      return [0.5, 0.95, 0.99].map((part, at) =>
        query(`histogram_quantile(${part}, ${rate})`, `p${part * 100} ${legend}`, at),
      );
    }
    case 'gauge':
    case 'state':
      return [query(`${name}${chosen}`, legend, 0)];
    default:
      return metric.type satisfies never;
  }
}

/** A time whose name says so is in seconds in Prometheus; what is counted is shown per second. */
function unitOf(metric: DescribedMetric): string {
  const isCounter = metric.type === 'counter';
  if (isCounter) return metric.unit === 'bytes' ? 'Bps' : 'cps';
  const { factor } = prometheusName(metric.name, false);
  return factor > 1 ? 's' : UNITS[metric.unit];
}

function boundsOf({ unit, isTruth }: DescribedMetric): { min?: number; max?: number } {
  if (isTruth || unit === 'ratio') return { min: 0, max: 1 };
  if (unit === 'points') return { min: 0, max: 100 };
  return unit === 'percent' ? { min: 0 } : {};
}

const COLOURS = { warning: 'yellow', critical: 'red' } as const;
const UPWARD = ['>', '>='];
const DOWNWARD = ['<', '<='];

interface Step {
  readonly value: number | null;
  readonly color: string;
}

/** Limits of the value itself, where they go one way; Grafana colours what is at or above a step. */
function thresholds(bands: readonly MetricBand[], factor: number) {
  const plain = bands.flatMap(({ of, operator, limit, level }) =>
    of === 'value' && typeof limit === 'number' ? [{ operator, limit: limit / factor, level }] : [],
  );
  const steps = (directions: readonly string[]) =>
    plain
      .filter(({ operator }) => directions.includes(operator))
      .sort((one, other) => one.limit - other.limit);
  const [up, down] = [steps(UPWARD), steps(DOWNWARD)];
  const above = up.map(({ limit, level }): Step => ({ value: limit, color: COLOURS[level] }));
  // Below the first limit its level holds, up to where the next weaker one begins.
  const below = down.map(({ level }, at): Step => {
    return { value: down[at - 1]?.limit ?? null, color: COLOURS[level] };
  });
  const good: Step = { value: down.at(-1)?.limit ?? null, color: 'green' };
  return { mode: 'absolute', steps: [...below, good, ...above] };
}
