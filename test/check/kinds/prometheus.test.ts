import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { prometheus } from '../../../src/check/kinds/prometheus.ts';
import { runCheck } from '../../../src/check/run.ts';
import { systemClock } from '../../../src/model/time.ts';
import { freePort } from '../../support/whole-app.ts';
import { aCheck, ask } from '../asking.ts';
import { serving } from '../http/serving.ts';
import { kindContract, listening } from '../kind-contract.ts';
import type { Daemon } from '../servers/daemon.ts';
import { HAS_PROMETHEUS, startPrometheus } from '../servers/prometheus.ts';

kindContract({ kind: prometheus, entry: (port) => ({ url: `http://127.0.0.1:${port}/metrics` }) });

const exposing = async (text: string | Buffer, status = 200) => {
  const { url } = await serving((_, response) => response.writeHead(status).end(text));
  return `${url}/metrics`;
};

describe.skipIf(!HAS_PROMETHEUS)('a real program (Debian package prometheus)', () => {
  let server: Daemon;
  beforeAll(async () => {
    server = await startPrometheus();
  });
  afterAll(() => server?.[Symbol.asyncDispose]());

  test('what it exposes is kept, and what only grows is known to', async () => {
    const url = `http://127.0.0.1:${server.port}/metrics`;
    const entry = { url, metrics: ['go_*', 'prometheus_build_info', 'process_cpu_seconds_total'] };
    const { status, reasons, details, metrics } = await ask(prometheus, entry);
    expect({ status, reasons }).toEqual({ status: 'healthy', reasons: [] });
    expect(details).toMatchObject({ instances: 1, up: 1, left_out: 0, series: metrics.length });
    const of = (name: string) => metrics.find(({ metric }) => metric === name);
    expect(of('process_cpu_seconds_total')).toMatchObject({ isCounter: true });
    expect(of('go_goroutines')).not.toHaveProperty('isCounter');
    expect(of('prometheus_build_info')?.labels).toMatchObject({ version: expect.any(String) });
    expect(metrics.every(({ metric }) => /^(go|process|prometheus)_/.test(metric))).toBe(true);
  });
});

test('labels of the check come first', async () => {
  const url = await exposing('a{name="x",b="c"} 1\n');
  const { metrics } = await ask(prometheus, { url });
  expect(metrics).toEqual([{ metric: 'a', value: 1, labels: { exported_name: 'x', b: 'c' } }]);
});

test.each([
  {
    name: 'a page',
    text: '<html>\n',
    status: 200,
    says: 'line 1 is no metric as Prometheus writes',
  },
  { name: 'a refusal', text: 'no', status: 403, says: 'answers with status 403' },
  {
    name: 'a flood',
    text: 'a 1\n'.repeat(1_400_000),
    status: 200,
    says: 'is larger than 5242880 bytes',
  },
])('$name has a reason', async ({ text, status: code, says }) => {
  const { status, reasons } = await ask(prometheus, { url: await exposing(text, code) });
  expect({ status, reasons }).toEqual({
    status: 'unhealthy',
    reasons: [expect.stringContaining(says)],
  });
});

const many = (count: number) =>
  Array.from({ length: count }, (_, index) => `a{i="${index}"} ${index}\n`).join('');

test.each([
  { name: '500 series of one that names none', count: 501, entry: {}, kept: 500 },
  { name: '10,000 of one that names some', count: 10_001, entry: { metrics: 'a*' }, kept: 10_000 },
])('no more than $name are kept', async ({ count, entry, kept }) => {
  const url = await exposing(many(count));
  const { status, reasons, metrics } = await ask(prometheus, { url, ...entry });
  expect({ status, reasons, kept: metrics.length }).toEqual({
    status: 'degraded',
    reasons: [`1 series are not kept, ${kept} are: name those you need in \`metrics\``],
    kept,
  });
});

describe('targets from files', () => {
  function folderWith(files: Readonly<Record<string, string>>): string {
    const folder = mkdtempSync(join(tmpdir(), 'tocsin-targets-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return folder;
  }
  const address = (url: string) => new URL(url).host;

  test('each is asked where its labels say, and keeps the others', async () => {
    const { url } = await serving((request, response) =>
      response.end(`a{path="${request.url}"} 1\n`),
    );
    const folder = folderWith({
      'one.json': JSON.stringify([{ targets: [address(url)], labels: { team: 'core' } }]),
      'two.yaml': `- targets: ["${address(url)}"]\n  labels: {__metrics_path__: /probe, __param_target: x y}\n`,
    });
    const { metrics, details } = await ask(prometheus, { files: [`${folder}/*`] });
    expect(details).toMatchObject({ instances: 2, up: 2, series: 2 });
    const instance = address(url);
    expect(metrics.map(({ labels }) => labels)).toEqual([
      { instance, team: 'core', path: '/metrics' },
      { instance, path: '/probe?target=x+y' },
    ]);
  });

  test('one that does not answer is told of, and the others are kept', async () => {
    const [url, gone] = [await exposing('a 1\n'), await freePort()];
    const targets = [address(url), `127.0.0.1:${gone}`];
    const folder = folderWith({ 'all.json': JSON.stringify([{ targets }]) });
    const { status, reasons, details } = await ask(prometheus, { files: `${folder}/all.json` });
    expect({ status, reasons, up: details['up'], series: details['series'] }).toEqual({
      ...{ status: 'unhealthy', up: 1, series: 1 },
      reasons: [`127.0.0.1:${gone} refuses connections: nothing listens there`],
    });
  });

  test('one that says nothing costs the others nothing', async () => {
    const { port } = await listening(() => {});
    const targets = [`127.0.0.1:${port}`, address(await exposing('a 1\n'))];
    const folder = folderWith({ 'all.json': JSON.stringify([{ targets }]) });
    const entry = { files: `${folder}/all.json` };
    const { reasons, metrics } = await ask(prometheus, entry, { timeout: 600 });
    expect({ reasons, kept: metrics.length }).toEqual({
      reasons: [`http://127.0.0.1:${port}/metrics had not answered in time`],
      kept: 1,
    });
  });

  test('a file that changes is read again', async () => {
    const url = await exposing('a 1\n');
    const folder = folderWith({ 'a.json': '[]' });
    const file = join(folder, 'a.json');
    const options = { files: [file], metrics: [], headers: {}, network: 'private', verify: true };
    const again = () =>
      runCheck(
        aCheck({ kind: 'prometheus', options }),
        {
          ...{ kind: prometheus, clock: systemClock, host: null, pings: null, other: () => null },
          expectations: { expect: [], warn: [], wanted: [] },
          onError(error) {
            throw error;
          },
        },
        new AbortController().signal,
      );
    expect(await again()).toMatchObject({ reasons: ['the files name no target'] });
    writeFileSync(file, JSON.stringify([{ targets: [address(url)] }]));
    utimesSync(file, 1, 1);
    expect(await again()).toMatchObject({ status: 'healthy' });
  });

  test.each([
    { text: '{', name: 'a.json', says: 'is neither JSON nor YAML' },
    { text: '- targets: a\n', name: 'a.yaml', says: 'is wrong at group 1: write' },
    {
      text: '- {targets: ["a:1"]}\n- {targets: ["a b"]}\n',
      name: 'b.yaml',
      says: 'is wrong at group 2',
    },
    { text: '[{"targets": ["a:b"]}]', name: 'b.json', says: 'names "a:b", which makes no address' },
    {
      text: `a: &a [${'x,'.repeat(99)}]\nb: &b [${'*a,'.repeat(99)}]\nc: [${'*b,'.repeat(99)}]\n`,
      name: 'c.yaml',
      says: 'is neither JSON nor YAML',
    },
    { text: '', name: 'missing/a.json', says: 'cannot be read (ENOENT)' },
  ])('$name with “$text” says what is wrong', async ({ text, name, says }) => {
    const folder = folderWith(name.includes('/') ? {} : { [name]: text });
    const { status, reasons } = await ask(prometheus, { files: join(folder, name) });
    expect({ status, reasons }).toEqual({
      status: 'error',
      reasons: [expect.stringContaining(says)],
    });
  });
});
