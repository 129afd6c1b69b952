import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compileMappings } from '../../src/event/compile.ts';
import { described } from '../../src/model/metric.ts';
import { presets } from '../../src/presets/all.ts';

const MAPPED = presets.flatMap(({ name, metrics, recorders = [], events = [] }) =>
  events.map((mapping) => ({ name: `${name} ${mapping.type}`, metrics, recorders, mapping })),
);

describe.each(MAPPED)('$name', ({ metrics, recorders, mapping }) => {
  const recorder = recorders.find((one) => one.event === mapping.type);
  const fields = recorder?.fields ?? [];

  test('feeds a metric of the preset, of its type and with its labels', () => {
    const isCounter = 'counter' in mapping;
    const type = isCounter ? 'counter' : 'histogram';
    const name = isCounter ? mapping.counter : 'histogram' in mapping && mapping.histogram;
    const metric = metrics.find((one) => one.name === name);
    expect(metric && described(metric)).toMatchObject({
      ...{ type, tags: 'by' in mapping ? (mapping.by ?? []) : [] },
    });
  });

  test('reads what is recorded', () => {
    const names = fields.map(({ name }) => name);
    const read = 'field' in mapping ? [mapping.field] : [];
    const by = 'by' in mapping ? (mapping.by ?? []) : [];
    expect(names).toEqual(expect.arrayContaining([...read, ...by]));
    for (const name of by) expect(fields.find((one) => one.name === name)?.as).toBe('tag');
    expect(() => compileMappings([mapping])).not.toThrow();
  });
});

test('docs/events.md lists the paths of each preset, and what they feed', () => {
  const text = readFileSync(resolve(import.meta.dirname, '../../docs/events.md'), 'utf8');
  for (const { name, recorders = [], events = [] } of presets) {
    if (recorders.length === 0) continue;
    const [, row = ''] = text.split(`| \`${name}\` |`);
    const named = [...(row.split('\n')[0] ?? '').matchAll(/`([^`]+)`/g)].map(([, one]) => one);
    const fed = events.flatMap((one) => {
      if ('alert' in one) return [];
      return 'counter' in one ? one.counter : one.histogram;
    });
    expect(named.toSorted()).toEqual([...recorders.map(({ path }) => path), ...fed].toSorted());
  }
});
