import { describe, expect, test } from 'vitest';
import { checkDocument } from '../../src/mirror/check.ts';
import { readCheck } from '../../src/mirror/read-check.ts';
import { measured, reading, START, scored } from './world.ts';

const options = {
  zone: 'UTC',
  nameOf: (name: string) => (name === 'cpu_usage' ? 'system.cpu' : name),
};

function read(entry: unknown) {
  const text = typeof entry === 'string' ? entry : JSON.stringify(entry);
  const line = readCheck(text, options);
  return line.kind === 'check' ? line.check : line.why;
}

/** Values of a check as `name{label}=value`. */
function values(entry: Record<string, unknown>): readonly string[] {
  const check = read({ timestamp: '2025-10-04T12:00:00', ...entry });
  if (typeof check === 'string') throw new Error(check);
  return check.readings.map(
    ({ metric, labels, value }) => `${metric}{${Object.values(labels).join()}}=${value}`,
  );
}

test('what the mirror wrote is read back as it was', () => {
  const readings = [
    reading('system.cpu', 12.5),
    reading('system.disk', 95, { mount: '/var' }),
    reading('odd.name{a="b"}', 1e-9, { 'a=b,c': '"' }),
  ];
  const factor = {
    name: 'disk',
    label: 'Disk',
    kind: 'issue',
    points: 20,
    value: 95,
    limit: 90,
  } as const;
  const score = scored(START, 80, { factors: [factor], unknown: ['system.swap'] });
  const { target: _, at: __, ...result } = score;
  expect(read(checkDocument('web-1', measured(START, readings), score))).toEqual({
    ...{ at: START, readings, left: [], score: result },
  });
});

test.each([
  {
    what: 'groups',
    entry: { system: { cpu: 5, disk: { used: 7 } } },
    gives: ['system.cpu{}=5', 'system.disk.used{}=7'],
  },
  { what: 'names of the catalogue', entry: { cpu_usage: 5 }, gives: ['system.cpu{}=5'] },
  {
    what: 'truth values',
    entry: { feed: { ok: true, empty: false } },
    gives: ['feed.ok{}=1', 'feed.empty{}=0'],
  },
  {
    what: 'percentages as text',
    entry: { disk: '45%', mem: ' 7.5 ' },
    gives: ['disk{}=45', 'mem{}=7.5'],
  },
  {
    what: 'lists with names',
    entry: { containers: [{ name: 'worker', restarts: 2, running: true }] },
    gives: ['containers.restarts{worker}=2', 'containers.running{worker}=1'],
  },
  { what: 'nothing of what is null', entry: { heartbeat_age: null }, gives: [] },
  {
    what: 'nothing of how long it took',
    entry: { took_ms: 5, target: 'x', version: 2 },
    gives: [],
  },
])('of other shapes it takes $what', ({ entry, gives }) => {
  expect(values(entry)).toEqual(gives);
});

test('what is no value is said', () => {
  const check = read({
    ...{ timestamp: 1_759_579_200, mode: 'fast', list: [1, 2] },
    deep: { a: { b: { c: { d: { e: { f: { g: { h: { i: 1 } } } } } } } } },
  });
  expect(check).toMatchObject({
    left: [
      { what: 'mode', why: 'it is a text, no number' },
      { what: 'list', why: 'it is a list without names' },
      { what: 'list', why: 'it is a list without names' },
      { what: 'deep.a.b.c.d.e.f.g.h', why: 'it stands too deep' },
    ],
  });
});

describe('scores', () => {
  test('come from a line of the history', () => {
    expect(read({ timestamp: '2025-10-04T12:00:00', status: 'GOOD', score: 85 })).toMatchObject({
      readings: [],
      score: { score: 85, status: 'GOOD', factors: [], unknown: [] },
    });
  });

  test('come with the issues and warnings, whoever named them', () => {
    const health_analysis = {
      status: 'GOOD',
      score: 85,
      issues: ['Memory is 91%'],
      warnings: ['Old'],
    };
    expect(read({ timestamp: '2025-10-04T12:00:00', health_analysis })).toMatchObject({
      score: {
        factors: [
          { name: 'memory_is_91', label: 'Memory is 91%', kind: 'issue', points: 0 },
          { name: 'old', label: 'Old', kind: 'warning' },
        ],
      },
    });
  });

  test.each([101, -1, '85', null])('%j is none', (score) => {
    expect(read({ timestamp: '2025-10-04T12:00:00', score })).toMatchObject({ score: null });
  });
});

test.each([
  { line: '{"timestamp": "2025-10-0', why: 'this is no JSON object' },
  { line: '[]', why: 'this is no JSON object' },
  { line: '{"score": 5}', why: 'it has no timestamp' },
  { line: '{"timestamp": "soon"}', why: 'its timestamp is no time' },
])('$line is refused: $why', ({ line, why }) => {
  expect(read(line)).toBe(why);
});

test('a line that is nested 100,000 deep does no harm', () => {
  const line = `{"timestamp": 1, "a": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
  expect(read(line)).toMatchObject({ readings: [] });
});
