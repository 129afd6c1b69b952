import { describe, expect, test } from 'vitest';
import { difference } from '../../src/config/difference.ts';
import { shownConfig } from '../../src/config/shown.ts';
import { accepted, refused } from './folder.ts';

const yamlOf = (probe: string, more = '') =>
  `targets:\n  - name: here\n    kind: local\n    path: /opt/app\n    probes:\n      - {name: app, ${probe}}\n${more}`;
const probeOf = async (text: string) =>
  (await accepted({ yaml: yamlOf(text) })).config.targets[0]?.declared?.probes[0];

test('a probe is kept as it was written, and nothing is added', async () => {
  expect(await probeOf('run: "cat jobs", every: 1h, timeout: 2s')).toEqual({
    ...{ name: 'app', source: { kind: 'run', command: 'cat jobs' } },
    ...{ every: 3_600_000, timeout: 2_000 },
  });
  expect(await probeOf('http: {port: 80}, metrics: {a: x.y, b: {from: t, as: age}}')).toMatchObject(
    {
      source: { kind: 'http', port: 80, path: '/', headers: {} },
      metrics: [
        { metric: 'a', from: 'x.y', as: 'value' },
        { metric: 'b', from: 't', as: 'age' },
      ],
    },
  );
  expect(await probeOf('heartbeat: {log: a.log, pattern: beat}, metric: w.age_s')).toEqual({
    name: 'app',
    source: { kind: 'heartbeat', heartbeat: { from: 'log', file: 'a.log', pattern: 'beat' } },
    metrics: [{ metric: 'w.age_s', from: '', as: 'age' }],
  });
  expect(await probeOf('off: true')).toEqual({ name: 'app', off: true });
});

test('its units are known to the catalogue', async () => {
  const yaml = yamlOf('run: x, metrics: {a: x, b: {from: y, unit: ms}}, unit: count');
  const { config } = await accepted({ yaml });
  expect(config.metrics.map(({ said }) => said)).toEqual([
    { name: 'a', unit: 'count' },
    { name: 'b', unit: 'ms' },
  ]);
});

test('headers are secrets', async () => {
  const yaml = yamlOf('http: {port: 80, headers: {x-key: very-secret-1}}');
  const { config } = await accepted({ yaml });
  const { config: other } = await accepted({ yaml: yaml.replace('secret-1', 'secret-2') });
  expect(config.secrets).toContain('very-secret-1');
  expect(JSON.stringify(shownConfig(config))).not.toContain('very-secret-1');
  expect(difference(config, other).changes).toEqual([
    { kind: 'changed', what: 'target here', detail: 'probe app: changed' },
  ]);
});

describe('what cannot be is refused with what to write', () => {
  test.each([
    {
      probe: 'parse: json',
      says: 'write one of `run`, `http`, `sqlite`, `heartbeat` and `off: true`',
    },
    { probe: 'run: a, http: {port: 1}', says: 'write one of `run`, `http`' },
    { probe: 'run: a, parse: regex', says: 'write a pattern with named groups' },
    { probe: 'run: a, pattern: "[0-9]+"', says: 'name what it finds' },
    { probe: 'run: a, pattern: "(?P<a>x"', says: 'missing closing' },
    { probe: 'run: a, parse: xml', says: 'write one of number, json, kv, regex, table' },
    { probe: 'http: {port: 1, path: stats}', says: 'write the path such as /stats' },
    { probe: 'http: {port: 1, path: "/a b"}', says: 'write the path such as /stats' },
    { probe: 'http: {port: 1, headers: {a: "b\\nc"}}', says: 'write plain characters' },
    { probe: 'http: {port: 1, pth: /a}', says: 'did you mean `path`?' },
    { probe: 'sqlite: {file: a, query: ".shell rm"}', says: 'write one statement that reads' },
    { probe: 'sqlite: {file: a, query: "drop table x"}', says: 'write one statement that reads' },
    { probe: 'heartbeat: {file: a, log: b}', says: 'write where it is found' },
    { probe: 'heartbeat: {json: a}', says: 'write where it is found' },
    { probe: 'run: a, metrics: {"a b": c}', says: 'write metrics as {queue.length: jobs}' },
    { probe: 'run: a, unit: litres', says: 'write one of percent' },
    { probe: 'run: a, timeout: 1m', says: 'write at most 8s' },
    { probe: 'run: a, metrixs: {a: b}', says: 'did you mean `metrics`?' },
  ])('$probe', async ({ probe, says }) => {
    const problems = await refused({ yaml: yamlOf(probe) });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^tocsin\.yaml line 6: targets\.here\.probes/);
    expect(problems[0]).toContain(says);
  });

  test('two probes of one name, and a path that is not whole', async () => {
    const twice = yamlOf('run: a', '      - {name: app, run: b}\n');
    expect(await refused({ yaml: twice })).toEqual([
      'tocsin.yaml line 7: targets.here.probes.app: the name `app` stands there already — write another name',
    ]);
    const relative = yamlOf('run: a').replace('/opt/app', 'opt/app');
    expect(await refused({ yaml: relative })).toEqual([
      expect.stringContaining('write the whole path of a folder there, such as /opt/app'),
    ]);
  });
});
