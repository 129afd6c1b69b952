import { expect, test } from 'vitest';
import type { MetricBand, MetricDefinition } from '../../../src/model/metric.ts';
import { described } from '../../../src/model/metric.ts';
import { presets } from '../../../src/presets/all.ts';
import { dashboard } from '../../../src/report/export/grafana.ts';
import { panelOf } from '../../../src/report/export/grafana-panel.ts';

function shown(metric: MetricDefinition, labels: readonly string[] = []) {
  const one = described(metric);
  return { metric: one, bands: one.bands, labels };
}

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { x: number; y: number; w: number; h: number };
}

function panelsOf(metrics: readonly MetricDefinition[]): readonly Panel[] {
  const made = dashboard({ title: 'web-1', metrics: metrics.map((one) => shown(one)) });
  return JSON.parse(JSON.stringify(made)).panels;
}

test.each(presets)(
  'the dashboard of $name has a place for every metric, key metrics first',
  ({ metrics }) => {
    const panels = panelsOf(metrics);
    expect(panels.filter(({ type }) => type === 'timeseries')).toHaveLength(metrics.length);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) => {
      expect(x + w).toBeLessThanOrEqual(24);
      return Array.from({ length: w * h }, (_, at) => `${x + (at % w)} ${y + Math.floor(at / w)}`);
    });
    expect(new Set(cells).size).toBe(cells.length);
    const keys = metrics.filter(({ isKey }) => isKey).map(({ title }) => title);
    const first = panels.filter(({ type }) => type !== 'row').slice(0, keys.length);
    expect(first.map(({ title }) => title)).toEqual(keys);
  },
);

test('asks for the data source and the targets', () => {
  const made = dashboard({ title: 'web-1', metrics: [] });
  expect(made).toMatchObject({ title: 'Tocsin: web-1', schemaVersion: 42 });
  expect(made.templating.list).toMatchObject([
    { name: 'datasource', type: 'datasource', query: 'prometheus' },
    {
      name: 'target',
      type: 'query',
      definition: 'label_values(health_score, target)',
      multi: true,
    },
  ]);
});

test.each<[string, MetricDefinition, string[], string]>([
  [
    'a gauge',
    { name: 'system.cpu', title: 'x', unit: 'percent' },
    ['system_cpu{target=~"$target"}'],
    'percent',
  ],
  [
    'a counter, as its growth',
    { name: 'jobs.done', title: 'x', unit: 'count', type: 'counter' },
    ['rate(jobs_done_total{target=~"$target"}[$__rate_interval])'],
    'cps',
  ],
  [
    'a histogram, in base units',
    { name: 'api.response_ms', title: 'x', unit: 'ms', type: 'histogram' },
    ['0.5', '0.95', '0.99'].map(
      (part) =>
        `histogram_quantile(${part}, sum by (target, mount, le) (rate(api_response_seconds_bucket{target=~"$target"}[$__rate_interval])))`,
    ),
    's',
  ],
  [
    'milliseconds whose name does not say so',
    { name: 'data.latency', title: 'x', unit: 'ms' },
    ['data_latency{target=~"$target"}'],
    'ms',
  ],
  ['a ratio', { name: 'ok', title: 'x', unit: 'ratio' }, ['ok{target=~"$target"}'], 'percentunit'],
  ['bytes', { name: 'b', title: 'x', unit: 'bytes' }, ['b{target=~"$target"}'], 'decbytes'],
])('asks for %s', (_, metric, expressions, unit) => {
  const { targets, fieldConfig } = panelOf(shown(metric, ['mount']));
  expect(targets.map(({ expr }) => expr)).toEqual(expressions);
  expect(targets[0]?.legendFormat).toContain('{{target}} {{mount}}');
  expect(fieldConfig.defaults.unit).toBe(unit);
});

const band = (
  level: MetricBand['level'],
  operator: MetricBand['operator'],
  limit: number | boolean,
) => ({ level, operator, limit, of: 'value' }) as const;

test.each<[string, MetricBand[], [number | null, string][]]>([
  ['nothing', [], [[null, 'green']]],
  [
    'limits above',
    [band('critical', '>', 95), band('warning', '>', 80)],
    [
      [null, 'green'],
      [80, 'yellow'],
      [95, 'red'],
    ],
  ],
  [
    'limits below',
    [band('warning', '<', 60), band('critical', '<', 40)],
    [
      [null, 'red'],
      [40, 'yellow'],
      [60, 'green'],
    ],
  ],
  [
    'limits on both sides',
    [band('warning', '>', 60), band('warning', '<', -60)],
    [
      [null, 'yellow'],
      [-60, 'green'],
      [60, 'yellow'],
    ],
  ],
  ['what holds or not', [band('critical', '==', false)], [[null, 'green']]],
])('colours %s', (_, bands, steps) => {
  const metric = described({ name: 'x', title: 'x', unit: 'none' });
  const { thresholds } = panelOf({ metric, bands, labels: [] }).fieldConfig.defaults;
  expect(thresholds.steps.map(({ value, color }) => [value, color])).toEqual(steps);
});

test('limits are in the unit that Prometheus has', () => {
  const metric = described({ name: 'api.response_ms', title: 'x', unit: 'ms' });
  const bands = [band('warning', '>', 1_000)];
  const { thresholds } = panelOf({ metric, bands, labels: [] }).fieldConfig.defaults;
  expect(thresholds.steps[1]).toEqual({ value: 1, color: 'yellow' });
});
