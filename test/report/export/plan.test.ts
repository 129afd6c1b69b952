import { describe, expect, test } from 'vitest';
import type { ExportRequest } from '../../../src/report/export/plan.ts';
import { planExport } from '../../../src/report/export/plan.ts';
import type { ExportWorld } from '../../../src/report/export/world.ts';
import type { OpenSamples } from '../../../src/store/samples/store.ts';
import type { Stored } from './world.ts';
import { counting, every10s, exportWorld, HOSTILE, NOW, WEB, wholeText } from './world.ts';

const STORED: readonly Stored[] = [
  { target: WEB, metric: 'system.cpu', labels: {}, points: every10s(12.5, -3, 1e-9) },
  {
    target: WEB,
    metric: 'jobs.done',
    labels: { queue: 'a,b "c"', target: 'x' },
    points: every10s(1e21),
  },
  { target: WEB, metric: 'jobs.done', labels: { queue: '@SUM(1)' }, points: every10s(5) },
  { target: HOSTILE, metric: 'api.response_ms', labels: { 'a b': 'c=d\\' }, points: every10s(250) },
];

async function made(world: ExportWorld, request: Partial<ExportRequest>) {
  const planned = await planExport(world, { format: 'csv', window: '24h', ...request });
  if (planned.kind === 'refused') return planned.reason;
  return wholeText(planned.text(new AbortController().signal));
}

const at = (secondsBefore: number) => NOW - secondsBefore * 1_000;

test('CSV: quoted, safe against formulas, numbers as they are', async () => {
  await using world = await exportWorld(STORED);
  expect((await made(world, {})).split('\r\n')).toEqual([
    'time,target,metric,unit,label_a b,label_queue,label_target,value',
    `2026-11-24T11:59:50.000Z,"'=cmd|""x"", y",api.response_ms,ms,c=d\\,,,250`,
    `2026-11-24T11:59:50.000Z,web-1,jobs.done,count,,'@SUM(1),,5`,
    '2026-11-24T11:59:50.000Z,web-1,jobs.done,count,,"a,b ""c""",x,1e+21',
    '2026-11-24T11:59:30.000Z,web-1,system.cpu,percent,,,,12.5',
    '2026-11-24T11:59:40.000Z,web-1,system.cpu,percent,,,,-3',
    '2026-11-24T11:59:50.000Z,web-1,system.cpu,percent,,,,1e-9',
    '',
  ]);
});

test.each(['=1+1', '+1', '-1', '@x', '\t=1', '\r=1'])(
  'CSV: the name %j is no formula',
  async (name) => {
    const target = { ...WEB, name };
    await using world = await exportWorld([
      { target, metric: 'system.cpu', labels: {}, points: every10s(1) },
    ]);
    expect(await made(world, {})).toMatch(/Z,"?'/);
  },
);

test('what is kept no more is not left out silently, and hours are there with a step', async () => {
  const points = Array.from({ length: 4 * 96 }, (_, quarter) => ({
    ...{ at: NOW - (4 * 96 - quarter) * 900_000, value: 1 },
  }));
  await using world = await exportWorld([{ target: WEB, metric: 'm', labels: {}, points }]);
  const samples = world.samples as OpenSamples;
  await samples.settle();
  const rows = async (request: Partial<ExportRequest>) => {
    const notes: string[] = [];
    const planned = await planExport(world, { format: 'csv', window: '80h', ...request });
    if (planned.kind === 'refused') throw new Error(planned.reason);
    const note = (line: string) => void notes.push(line);
    const text = await wholeText(planned.text(new AbortController().signal, note));
    return { rows: text.trim().split('\r\n').length - 1, notes: notes.join() };
  };
  expect(await rows({})).toEqual({ rows: 319, notes: '' });
  await samples.prune(NOW - 86_400_000);
  expect(await rows({})).toEqual({ rows: 96, notes: expect.stringContaining('step=1h') });
  expect(await rows({ step: '5m' })).toMatchObject({ notes: expect.stringContaining('step=1h') });
  expect(await rows({ step: '1h' })).toEqual({ rows: 80, notes: '' });
  expect(await rows({ window: '20h' })).toEqual({ rows: 79, notes: '' });
});

test('JSON: one document', async () => {
  await using world = await exportWorld(STORED);
  const document = JSON.parse(await made(world, { format: 'json', from: '2026-11-24T11:00Z' }));
  expect(document).toMatchObject({ from: NOW - 3_600_000, to: NOW + 1, step_s: null });
  expect(document.series).toHaveLength(4);
  expect(document.series[3]).toEqual({
    ...{ target: 'web-1', metric: 'system.cpu', unit: 'percent', labels: {} },
    points: [
      [at(30), 12.5],
      [at(20), -3],
      [at(10), 1e-9],
    ],
  });
});

test('InfluxDB: escaped as its line protocol wants it', async () => {
  await using world = await exportWorld(STORED);
  expect((await made(world, { format: 'influx' })).split('\n')).toEqual([
    String.raw`api.response_ms,a\ b=c\=d,target=\=cmd|"x"\,\ y value=250 ${at(10)}000000`,
    `jobs.done,queue=@SUM(1),target=web-1 value=5 ${at(10)}000000`,
    String.raw`jobs.done,exported_target=x,queue=a\,b\ "c",target=web-1 value=1e+21 ${at(10)}000000`,
    `system.cpu,target=web-1 value=12.5 ${at(30)}000000`,
    `system.cpu,target=web-1 value=-3 ${at(20)}000000`,
    `system.cpu,target=web-1 value=1e-9 ${at(10)}000000`,
    '',
  ]);
});

test('Prometheus: names, labels and units of GET /metrics, with times', async () => {
  await using world = await exportWorld(STORED);
  expect((await made(world, { format: 'prometheus' })).split('\n')).toEqual([
    '# HELP api_response_seconds Response',
    '# TYPE api_response_seconds gauge',
    String.raw`api_response_seconds{target="=cmd|\"x\", y",a_b="c=d\\"} 0.25 ${at(10) / 1_000}`,
    String.raw`# HELP jobs_done Jobs \"done\"`,
    '# TYPE jobs_done counter',
    `jobs_done_total{target="web-1",queue="@SUM(1)"} 5 ${at(10) / 1_000}`,
    String.raw`jobs_done_total{target="web-1",queue="a,b \"c\"",exported_target="x"} 1e+21 ${at(10) / 1_000}`,
    '# HELP system_cpu CPU in use',
    '# TYPE system_cpu gauge',
    `system_cpu{target="web-1"} 12.5 ${at(30) / 1_000}`,
    `system_cpu{target="web-1"} -3 ${at(20) / 1_000}`,
    `system_cpu{target="web-1"} 1e-9 ${at(10) / 1_000}`,
    '# EOF',
    '',
  ]);
});

test('of series that read the same in Prometheus the first stays', async () => {
  const same = ['a.b', 'a_b'].map((metric, value): Stored => {
    return { target: WEB, metric, labels: {}, points: every10s(value) };
  });
  await using world = await exportWorld(same);
  const text = await made(world, { format: 'prometheus' });
  expect(text.match(/^a_b/gm)).toHaveLength(1);
});

test('a gauge that is called as a counter without _total gives way in Prometheus', async () => {
  const twins = ['jobs', 'jobs_total'].map((metric, value): Stored => {
    return { target: WEB, metric, labels: {}, points: every10s(value) };
  });
  await using world = await exportWorld(twins);
  const text = await made(world, { format: 'prometheus' });
  expect(text.match(/^# TYPE .*/gm)).toEqual(['# TYPE jobs counter']);
});

describe('what is asked for', () => {
  test.each<[string, Partial<ExportRequest>, number]>([
    ['everything', {}, 7],
    ['all', { metric: 'all' }, 7],
    ['one metric', { metric: 'system.cpu' }, 4],
    ['one target', { target: 'WEB-1' }, 6],
    ['a word that is a target', { metric: 'web-1' }, 6],
    ['a window without values', { metric: 'system.cpu', window: '5s' }, 1],
    ['a window with one of them', { metric: 'system.cpu', window: '15s' }, 2],
    [
      'two moments, the second excluded',
      { metric: 'system.cpu', from: '2026-11-24T11:59:30', to: '2026-11-24T11:59:50Z' },
      3,
    ],
    ['a day in another zone', { metric: 'system.cpu', from: '2026-11-24T13:59:40+02:00' }, 3],
    ['until a day', { metric: 'system.cpu', to: '2026-11-24' }, 1],
  ])('%s', async (_name, request, rows) => {
    await using world = await exportWorld(STORED);
    expect((await made(world, request)).trim().split('\r\n')).toHaveLength(rows);
  });

  test.each<[string, Partial<ExportRequest>, RegExp]>([
    [
      'no such metric',
      { metric: 'cpu' },
      /Nobody has reported “cpu”\. Did you mean system\.cpu\? There are: api\.response_ms, /,
    ],
    ['no such target', { target: 'web-9' }, /There is no target “web-9”\. Targets: web-1, /],
    ['no such day', { from: '2026-13-01' }, /no such day/],
    ['the wrong way round', { from: '2026-11-24', to: '2026-11-23' }, /before/],
    ['more than is kept', { from: '2020-01-01' }, /At most 400 days/],
    ['no such preset', { format: 'grafana', preset: 'x' }, /There is no preset “x”/],
  ])('%s is refused', async (_name, request, reason) => {
    await using world = await exportWorld(STORED);
    expect(await made(world, request)).toMatch(reason);
  });

  test('one value per step: the mean, of a counter the last', async () => {
    const minutes = (...values: number[]) =>
      values.map((value, index) => ({ at: NOW - 270_000 + index * 30_000, value }));
    await using world = await exportWorld([
      { target: WEB, metric: 'system.cpu', labels: {}, points: minutes(1, 3, 5, 7) },
      { target: WEB, metric: 'jobs.done', labels: {}, points: minutes(1, 3, 5, 7) },
      // Has all labels of the one before, and more.
      { target: WEB, metric: 'jobs.done', labels: { a: 'b' }, points: minutes(2, 2, 2, 2) },
    ]);
    const { series } = JSON.parse(await made(world, { format: 'json', step: '1m', window: '1h' }));
    expect(series.map(({ points }: { points: unknown }) => points)).toEqual([
      [
        [at(240), 3],
        [at(180), 7],
      ],
      [
        [at(240), 2],
        [at(180), 2],
      ],
      [
        [at(240), 2],
        [at(180), 6],
      ],
    ]);
  });
});

describe('a long history', () => {
  const COUNT = 50_000;
  const many = Array.from({ length: COUNT }, (_, index) => ({
    at: NOW - COUNT + index,
    value: index,
  }));
  const STORE: readonly Stored[] = [{ target: WEB, metric: 'fast', labels: {}, points: many }];

  test('of a crowded minute comes whole, in pieces', async () => {
    await using world = await exportWorld(STORE);
    const { reader, seen } = counting(world.samples);
    const text = await made({ ...world, samples: reader }, {});
    expect(text.split('\r\n')).toHaveLength(COUNT + 2);
    expect(text).toContain(`,${COUNT - 1}\r\n`);
    expect(seen.most).toBeLessThanOrEqual(10_000);
  });

  test('is read no further once it is aborted', async () => {
    await using world = await exportWorld(STORE);
    const { reader, seen } = counting(world.samples);
    const planned = await planExport(
      { ...world, samples: reader },
      { format: 'csv', window: '24h' },
    );
    if (planned.kind === 'refused') throw new Error(planned.reason);
    const stop = new AbortController();
    const read = async () => {
      for await (const part of planned.text(stop.signal)) {
        if (part.includes('fast')) stop.abort(new Error('enough'));
      }
    };
    await expect(read()).rejects.toThrow('enough');
    expect(seen.reads).toBe(1);
  });
});
