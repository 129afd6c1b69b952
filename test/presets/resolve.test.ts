import { expect, test } from 'vitest';
import type { MetricBand, MetricDefinition } from '../../src/model/metric.ts';
import { bandsIn, described, resolveMetric, standing } from '../../src/model/metric.ts';
import { base } from '../../src/presets/base.ts';
import { self } from '../../src/presets/self.ts';

const METRICS = [...base.metrics, ...self.metrics];

test.each([
  ['system.cpu', 'system.cpu'],
  ['System.CPU', 'system.cpu'],
  [' system.cpu ', 'system.cpu'],
  ['cpu_usage', 'system.cpu'],
  ['CPU_PERCENT', 'system.cpu'],
  ['memory_percent', 'system.memory'],
  ['load_average', 'system.load1'],
  ['system.disk', 'system.disk'],
  ['system.disk.inodes', 'system.disk.inodes'],
])('%j is %s', (typed, name) => {
  expect(resolveMetric(typed, METRICS)).toMatchObject({ kind: 'metric', metric: { name } });
});

test.each([
  ['cpu', 'system.cpu'],
  ['system.memroy', 'system.memory'],
  ['memory_usgae', 'system.memory'],
  ['inodes', 'system.disk.inodes'],
  ['hasOwnProperty', null],
  ['', null],
  ['€'.repeat(100_000), null],
])('%.40j is nothing, and %s may be meant', (typed, near) => {
  expect(resolveMetric(typed, METRICS)).toEqual({ kind: 'unknown', near });
});

test('a name wins over an alias, and the exact case over any other', () => {
  const metrics = [{ name: 'a', aliases: ['b'] }, { name: 'B' }, { name: 'b' }];
  expect(resolveMetric('b', metrics)).toEqual({ kind: 'metric', metric: { name: 'b' } });
  expect(resolveMetric('b', metrics.slice(0, 2))).toMatchObject({ metric: { name: 'B' } });
});

test('what a definition does not say is filled in', () => {
  const bare: MetricDefinition = { name: 'x', title: 'X', unit: 'none' };
  expect(described(bare)).toMatchObject({
    type: 'gauge',
    category: 'custom',
    isKey: false,
    bands: [],
  });
  expect(described({ ...bare, isTruth: true })).toMatchObject({ type: 'state' });
});

const CPU = bandsIn(
  [
    { severity: 'warning', when: 'system.cpu > 75' },
    { severity: 'critical', when: 'system.cpu >= 90' },
  ],
  'system.cpu',
);
const UP: readonly MetricBand[] = [
  { level: 'critical', of: 'value', operator: '==', limit: false },
];

test.each([
  [75, CPU, 'good'],
  [75.1, CPU, 'warning'],
  [89.9, CPU, 'warning'],
  [90, CPU, 'critical'],
  [false, UP, 'critical'],
  [true, UP, 'good'],
  [0, UP, 'critical'],
  [5, [], null],
  [5, bandsIn([{ severity: 'error', when: "p95('x', '1h') > 1" }], 'x'), null],
] as const)('%j within %j is %s', (value, bands, stands) => {
  expect(standing(value, bands)).toBe(stands);
});

test.each([
  ['x > 5', [{ of: 'value', operator: '>', limit: 5 }]],
  ['  x <= -1.5 ', [{ of: 'value', operator: '<=', limit: -1.5 }]],
  ['x == false', [{ of: 'value', operator: '==', limit: false }]],
  ["p95('x', '1h') > 8", [{ of: 'p95', operator: '>', limit: 8 }]],
  ["avg('x','1h') > 8", [{ of: 'avg', operator: '>', limit: 8 }]],
  ["avg('x', '5m') > 8", []],
  ['x.y > 5', []],
  ['x > 5 and y > 5', []],
  ['x > y', []],
  ['abs(x) > 5', []],
  ["x >= 600 or absent('x', '10m')", []],
])('%j sets %j', (when, bands) => {
  const found = bandsIn([{ severity: 'error', when }], 'x');
  expect(found).toEqual(bands.map((one) => ({ level: 'critical', ...one })));
});
