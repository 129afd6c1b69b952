import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import type { Unit } from '../../src/model/metric.ts';
import type { Newest } from '../../src/web/exposition.ts';
import { exposition, familiesOf, together } from '../../src/web/exposition.ts';
import { countedFamilies, pushedFamilies } from '../../src/web/histogram-families.ts';
import { boundsFor, openTally } from '../../src/web/histograms.ts';
import { NOW } from './serving.ts';
import { parseOpenMetrics } from './strict-parser.ts';

const nothing = () => null;
const name = (id: number) => (id === 1 ? 'web-1' : null);

/** Samples of a family as `name{le} value`. */
function read(text: string, family: string): string[] {
  const found = parseOpenMetrics(text).get(family);
  return (found?.samples ?? []).map(({ name: full, labels, value }) => {
    const le = labels['le'] === undefined ? '' : `{${labels['le']}}`;
    return `${full.slice(family.length)}${le} ${value}`;
  });
}

let time = 0;

describe('values that were stored since the start', () => {
  const tally = (unit: Unit) => openTally(() => ({ type: 'histogram', unit }));

  test('are counted at or below each bound, in base units', () => {
    const counted = tally('ms');
    for (const value of [5, 6, 250, 90_000]) {
      counted.observe(1, {
        metric: 'api.response_ms',
        labels: { endpoint: '/a' },
        value,
        at: ++time,
      });
    }
    const families = countedFamilies(counted.all(), name, () => ({
      title: 'T',
      type: 'histogram',
    }));
    expect(families).toMatchObject([
      { name: 'api_response_seconds', type: 'histogram', help: 'T' },
    ]);
    const text = exposition(families, 'openmetrics');
    expect(text).toContain(
      'api_response_seconds_bucket{target="web-1",endpoint="/a",le="0.005"} 1\n',
    );
    expect(read(text, 'api_response_seconds')).toEqual([
      ...['_bucket{0.005} 1', '_bucket{0.01} 2', '_bucket{0.025} 2', '_bucket{0.05} 2'],
      ...['_bucket{0.1} 2', '_bucket{0.25} 3', '_bucket{0.5} 3', '_bucket{1.0} 3'],
      ...['_bucket{2.5} 3', '_bucket{5.0} 3', '_bucket{10.0} 3', '_bucket{30.0} 3'],
      ...['_bucket{60.0} 3', '_bucket{+Inf} 4', '_count 4', '_sum 90.261'],
    ]);
  });

  test('that come again with their time are counted once', () => {
    const counted = tally('count');
    for (const at of [1, 2, 1, 2, 3]) counted.observe(1, { metric: 'x', labels: {}, value: 3, at });
    const text = exposition(countedFamilies(counted.all(), name, nothing), 'openmetrics');
    expect(read(text, 'x').at(-2)).toBe('_count 3');
  });

  test('have no sum once one was below zero', () => {
    const counted = tally('count');
    for (const value of [3, -1]) counted.observe(1, { metric: 'x', labels: {}, value, at: ++time });
    const text = exposition(countedFamilies(counted.all(), name, nothing), 'openmetrics');
    expect(read(text, 'x').filter((one) => !one.startsWith('_bucket'))).toEqual(['_count 2']);
  });

  test('of other types, and of targets that are gone, are not shown', () => {
    const counted = openTally((metric) => ({
      type: metric === 'x' ? 'histogram' : 'gauge',
      unit: 'none',
    }));
    counted.observe(1, { metric: 'y', labels: {}, value: 1, at: ++time });
    counted.observe(2, { metric: 'x', labels: {}, value: 1, at: ++time });
    expect(countedFamilies(counted.all(), name, nothing)).toEqual([]);
  });

  test('are counted for ten thousand series and no more', () => {
    const counted = tally('none');
    for (let id = 0; id < 10_001; id++) {
      counted.observe(1, { metric: 'x', labels: { id: `${id}` }, value: 1, at: ++time });
    }
    expect([...counted.all()]).toHaveLength(10_000);
  });

  test.each<Unit>([
    'percent',
    'ratio',
    'bytes',
    'bytes/s',
    'count',
    'seconds',
    'ms',
    'points',
    'none',
  ])('bounds for %s rise', (unit) => {
    const bounds = boundsFor(unit);
    expect(bounds.length).toBeGreaterThan(5);
    expect(bounds.every((bound, at) => bound > (bounds[at - 1] ?? 0))).toBe(true);
  });
});

describe('series that came as a histogram', () => {
  const series = (metric: string, value: number, labels = {}): Newest => ({
    ...{ target: 'web-1', metric, labels, value, at: NOW },
  });
  const buckets = (metric: string, counts: Readonly<Record<string, number>>) =>
    Object.entries(counts).map(([le, value]) => series(`${metric}_bucket`, value, { le }));

  test('are one again', () => {
    const all = [
      ...buckets('http_ms', { '250': 2, '+Inf': 5, '50': 1 }),
      series('http_ms_sum', 1_500),
      series('http_ms_count', 5),
      series('other', 1),
    ];
    const { families, rest } = pushedFamilies(all, nothing);
    expect(rest.map(({ metric }) => metric)).toEqual(['other']);
    const text = exposition(families, 'openmetrics');
    expect(read(text, 'http_seconds')).toEqual([
      ...['_bucket{0.05} 1', '_bucket{0.25} 2', '_bucket{+Inf} 5', '_count 5', '_sum 1.5'],
    ]);
  });

  test('without a bucket for all take their count for it', () => {
    const all = [...buckets('x', { '1': 1 }), series('x_count', 4)];
    const text = exposition(pushedFamilies(all, nothing).families, 'openmetrics');
    expect(read(text, 'x')).toEqual(['_bucket{1.0} 1', '_bucket{+Inf} 4', '_count 4']);
  });

  test.each([
    ['no total', buckets('x', { '1': 1 })],
    ['a bound that is no number', buckets('x', { fast: 1, '+Inf': 2 })],
    ['counts that fall', buckets('x', { '1': 3, '2': 2, '+Inf': 4 })],
    ['no bound at all', [series('x_bucket', 1), series('x_count', 1)]],
  ])('with %s stay as they came', (_, all) => {
    expect(pushedFamilies(all, nothing)).toEqual({ families: [], rest: all });
  });

  test('of several targets and labels stay apart', () => {
    const all = ['web-1', 'db-1'].flatMap((target) =>
      ['a', 'b'].map((path) => ({ ...series('x_bucket', 1, { le: '+Inf', path }), target })),
    );
    const [family] = pushedFamilies(all, nothing).families;
    expect(family?.samples.filter(({ suffix }) => suffix === '_count')).toHaveLength(4);
  });

  const promtool = spawnSync('promtool', ['--version']).status === 0;
  test.skipIf(!promtool)(
    'promtool check metrics finds nothing to say (Debian package prometheus)',
    () => {
      const all = [...buckets('http_ms', { '250': 2, '+Inf': 5 }), series('http_ms_sum', 9)];
      const counted = openTally(() => ({ type: 'histogram', unit: 'ms' }));
      counted.observe(1, { metric: 'api.response_ms', labels: {}, value: 7, at: ++time });
      const families = together(
        countedFamilies(counted.all(), name, nothing),
        pushedFamilies(all, nothing).families,
      );
      const input = exposition(families, 'prometheus');
      const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
        input,
        encoding: 'utf8',
      });
      expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
    },
  );
});

test('nothing else is called as a part of a histogram', () => {
  const counted = openTally(() => ({ type: 'histogram', unit: 'none' }));
  counted.observe(1, { metric: 'x', labels: {}, value: 1, at: ++time });
  const same = ['x', 'x.count', 'y'].map(
    (metric): Newest => ({ target: 'web-1', metric, labels: {}, value: 9, at: NOW }),
  );
  const all = together(countedFamilies(counted.all(), name, nothing), familiesOf(same, nothing));
  expect(all.map((one) => `${one.name} ${one.type}`)).toEqual(['x histogram', 'y gauge']);
});
