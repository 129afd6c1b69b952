import { expect, test } from 'vitest';
import { every10s, exportWorld, WEB } from '../report/export/world.ts';
import { stubDesk } from './stub-context.ts';

const STORED = [
  { target: WEB, metric: 'system.cpu', labels: {}, points: every10s(1, 2) },
  { target: WEB, metric: 'queue', labels: { name: 'mail' }, points: every10s(3) },
];

async function desk() {
  const world = await exportWorld(STORED);
  const { now, samples, metrics, http, presetMetrics } = world;
  const asked = stubDesk({
    targets: [WEB],
    context: { now, samples, metrics, http, presetMetrics, series: samples },
  });
  return Object.assign(asked, { [Symbol.asyncDispose]: world[Symbol.asyncDispose] });
}

test('gives a file, its data for programs, and at a terminal the way to get it', async () => {
  await using world = await desk();
  const answer = await world.ask('/export csv system.cpu 1h step=30s', 'viewer');
  const file = answer.blocks.find(({ kind }) => kind === 'attachment');
  expect(file).toMatchObject({
    name: 'tocsin-system.cpu-all-20261124T120000Z.csv',
    mediaType: 'text/csv; charset=utf-8',
    content: expect.stringMatching(
      /^time,target,metric,unit,value\r\n.*,web-1,system\.cpu,percent,/,
    ),
    terminal: 'tocsin export csv window=1h metric=system.cpu step=30s',
  });
  expect(answer.data).toMatchObject({ content: expect.stringContaining('web-1') });
  expect(world.shown(answer)).toContain(
    'tocsin export csv window=1h metric=system.cpu step=30s > tocsin-system.cpu-all-20261124T120000Z.csv',
  );
});

test.each([
  ['/export csv web-1', /2 series/],
  ['/export json queue web-1', /1 series/],
  ['/export influx all 7d', /2 series/],
  ['/export grafana web-1', /dashboard of 2 metrics/],
  ['/export prometheus-config', /prometheus\.yml/],
  ['/export csv queue 10', /window/],
  ['/export csv queue from=yesterday', /“from”: write a day such as 2026-11-24/],
  ['/export csv queue step=5', /write a step such as 5m/],
  ['/export xml', /must be one of csv, json, influx, prometheus, grafana, prometheus-config/],
  ['/export', /must be one of csv/],
  ['/export csv nothing', /Nobody has reported “nothing”/],
])('%s', async (line, says) => {
  await using world = await desk();
  expect(await world.answer(line, 'viewer')).toMatch(says);
});

test('suggests metrics, targets and windows', async () => {
  await using world = await desk();
  expect(await world.complete('export', 'metric', 'que')).toMatchObject([{ value: 'queue' }]);
  expect(await world.complete('export', 'target', 'web')).toMatchObject([{ value: 'web-1' }]);
  expect(await world.complete('export', 'window', '7')).toMatchObject([{ value: '7d' }]);
});
