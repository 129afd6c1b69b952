import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { MetricDefinition } from '../../src/model/metric.ts';
import { bandsIn, described } from '../../src/model/metric.ts';
import { presets } from '../../src/presets/all.ts';
import { BASE_LIMITS, baseWith } from '../../src/presets/base.ts';
import { self } from '../../src/presets/self.ts';
import { metricRows } from './table.ts';

const ALL = [...presets, self];
const METRICS = ALL.flatMap(({ metrics }) => metrics);

describe.each(ALL)('the metrics of $name', ({ metrics, rules }) => {
  test.each(metrics)('$name is described', (metric) => {
    const { explanation, category, type, title, isTruth } = described(metric);
    expect(explanation).toMatch(/^[A-Z].{20,250}\.$/);
    expect(category).not.toBe('custom');
    expect(category).toMatch(/^[a-z]+$/);
    expect(type === 'state').toBe(isTruth);
    expect(title).not.toBe('');
  });

  test.each(metrics)('$name has the bands that rules of the preset set', ({ name, bands = [] }) => {
    const ruled = rules.flatMap(({ levels }) => bandsIn(levels, name));
    const figures = new Set(ruled.map(({ of }) => of));
    expect(bands.filter(({ of }) => figures.has(of))).toEqual(ruled);
  });
});

test('a name means the same in every preset', () => {
  const meanings = Map.groupBy(METRICS, ({ name }) => name);
  for (const same of meanings.values()) {
    expect(new Set(same.map((one) => JSON.stringify(one))).size).toBe(1);
  }
});

test('aliases are unique and collide with no name', () => {
  const distinct = [...new Map(METRICS.map((one) => [one.name, one])).values()];
  const words = distinct.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
  expect(words.length).toBeGreaterThan(60);
  expect(words.filter((word, index) => words.indexOf(word) !== index)).toEqual([]);
});

test('the names of the system metrics that other files use stand for ours', () => {
  const names = new Map<string, string>(
    METRICS.flatMap(({ name, aliases = [] }) => aliases.map((alias) => [alias, name] as const)),
  );
  expect(names.get('cpu_usage')).toBe('system.cpu');
  expect(names.get('cpu_percent')).toBe('system.cpu');
  expect(names.get('memory_usage')).toBe('system.memory');
  expect(names.get('memory_percent')).toBe('system.memory');
  expect(names.get('disk_percent')).toBe('system.disk');
  expect(names.get('load_average')).toBe('system.load1');
  // Seeds mean different units by these.
  expect(names.has('error_rate')).toBe(false);
  expect(names.has('response_time')).toBe(false);
});

test.each([
  // THR-01 to THR-04
  { name: 'response.total_ms', of: 'avg', limits: [2_000, 5_000] },
  { name: 'response.total_ms', of: 'p95', limits: [3_000, 8_000] },
  { name: 'response.total_ms', of: 'p99', limits: [5_000, 15_000] },
  { name: 'response.ttft_ms', of: 'value', limits: [1_000, 3_000] },
  // THR-05 to THR-09
  { name: 'system.cpu', of: 'value', limits: [75, 90] },
  { name: 'system.memory', of: 'value', limits: [80, 95] },
  { name: 'system.disk', of: 'value', limits: [85, 95] },
  { name: 'api.response_ms', of: 'value', limits: [1_000, 5_000] },
  { name: 'trade.execution_ms', of: 'value', limits: [2_000] },
  { name: 'trades.latency', of: 'value', limits: [1_000] },
  // THR-10 to THR-14, THR-16 to THR-18
  { name: 'orders.success_rate', of: 'value', limits: [0.8] },
  { name: 'data.latency', of: 'value', limits: [100, 125] },
  { name: 'data.gaps', of: 'value', limits: [10, 12.5] },
  { name: 'errors.rate', of: 'value', limits: [5] },
  { name: 'errors.percent', of: 'value', limits: [5, 6.25] },
  { name: 'websocket.disconnects', of: 'value', limits: [3, 5] },
  { name: 'response.total_ms', of: 'value', limits: [5_000, 6_250] },
  { name: 'failed_tasks', of: 'value', limits: [10, 12.5] },
  { name: 'health.score', of: 'value', limits: [60] },
  { name: 'budget.used_pct', of: 'value', limits: [85, 98] },
  { name: 'heartbeat.age_s', of: 'value', limits: [120, 600] },
])('$of of $name: $limits', ({ name, of, limits }) => {
  const metric = METRICS.find((one) => one.name === name);
  const bands = (metric?.bands ?? []).filter((one) => one.of === of);
  expect(bands.map(({ limit }) => limit)).toEqual(limits);
});

test('limits that are moved move the bands', () => {
  const { metrics } = baseWith({ ...BASE_LIMITS, cpu: { warning: 60, critical: 70 } });
  const cpu = metrics.find(({ name }) => name === 'system.cpu');
  expect(cpu?.bands?.map(({ limit }) => limit)).toEqual([60, 70]);
});

/** Rows by the heading above them; what several presets share stands with the first. */
const SECTIONS = new Map(
  readFileSync(resolve(import.meta.dirname, '../../docs/metrics.md'), 'utf8')
    .split('\n## ')
    .map((section) => {
      const [heading = ''] = section.split('\n');
      return [heading, section.split('\n').filter((line) => line.startsWith('| `'))];
    }),
);
const FIRST = new Map<MetricDefinition['name'], string>();
for (const { name, metrics } of ALL)
  for (const metric of metrics) if (!FIRST.has(metric.name)) FIRST.set(metric.name, name);

test.each(ALL)('docs/metrics.md equals the metrics of $name', ({ name, metrics }) => {
  const own = metrics.filter((metric) => FIRST.get(metric.name) === name);
  expect(SECTIONS.get(`\`${name}\``) ?? []).toEqual(metricRows(own));
});
