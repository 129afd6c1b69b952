import { describe, expect, test } from 'vitest';
import { NOW } from '../serving.ts';
import { GOOD, gauge, nanoseconds, point, sending, sum, text } from './otlp-sending.ts';

describe('OTLP', () => {
  test.each([
    { name: 'a gauge', metric: gauge('q', point({ asInt: '7' })), rows: [['q', 7, {}]] },
    {
      name: 'labels of every kind',
      metric: gauge(
        'q',
        point({
          asDouble: 0.5,
          attributes: [
            text('http.method', 'GET'),
            { key: 'ok', value: { boolValue: true } },
            { key: 'code', value: { intValue: '200' } },
            {
              key: 'a b',
              value: { arrayValue: { values: [{ intValue: 1 }, { stringValue: 'x' }] } },
            },
          ],
        }),
      ),
      rows: [['q', 0.5, { 'http.method': 'GET', ok: 'true', code: '200', a_b: '[1,"x"]' }]],
    },
    { name: 'a cumulative sum', metric: sum('n', 2, point({ asInt: 5 })), rows: [['n', 5, {}]] },
    {
      name: 'a histogram',
      metric: {
        name: 'h',
        histogram: {
          aggregationTemporality: 2,
          dataPoints: [
            point({
              count: '6',
              sum: 9.5,
              explicitBounds: [1, 2.5],
              bucketCounts: ['1', '2', '3'],
            }),
          ],
        },
      },
      rows: [
        ['h_bucket', 6, { le: '+Inf' }],
        ['h_bucket', 3, { le: '2.5' }],
        ['h_bucket', 1, { le: '1' }],
        ['h_count', 6, {}],
        ['h_sum', 9.5, {}],
      ],
    },
    {
      name: 'an exponential histogram, on steps that do not move with its scale',
      metric: {
        name: 'e',
        exponentialHistogram: {
          aggregationTemporality: 2,
          dataPoints: [
            point({
              ...{ count: 7, sum: 12, scale: 3, zeroCount: 1 },
              positive: { offset: 7, bucketCounts: [1, 2, 3] },
            }),
          ],
        },
      },
      rows: [
        ['e_bucket', 7, { le: '+Inf' }],
        ['e_bucket', 7, { le: String(2 ** 1.25) }],
        ['e_bucket', 2, { le: '2' }],
        ['e_bucket', 1, { le: '0' }],
        ['e_count', 7, {}],
        ['e_sum', 12, {}],
      ],
    },
    {
      name: 'a summary',
      metric: {
        name: 's',
        summary: {
          dataPoints: [point({ count: 2, sum: 3, quantileValues: [{ quantile: 0.5, value: 1 }] })],
        },
      },
      rows: [
        ['s', 1, { quantile: '0.5' }],
        ['s_count', 2, {}],
        ['s_sum', 3, {}],
      ],
    },
    { name: 'a point without a value', metric: gauge('q', point({ flags: 1 })), rows: [] },
  ])('takes $name', async ({ metric, rows }) => {
    const { sent, world } = await sending();
    const answer = await sent([metric]);
    expect([answer.status, answer.json]).toEqual([200, {}]);
    expect(world.stored).toEqual(
      rows.map(([name, value, labels]) => ({ target: 1, at: NOW, metric: name, value, labels })),
    );
  });

  test('what was added is summed up, once, in order, also when it has to come again', async () => {
    const { sent, world } = await sending();
    const at = (seconds: number) => ({ timeUnixNano: nanoseconds(NOW + seconds * 1_000) });
    const add = (value: number, seconds: number) =>
      sent([sum('n', 1, { asInt: value, ...at(seconds) })]);
    await add(5, 0);
    await add(3, 10);
    await add(3, 10);
    world.broken = true;
    expect((await add(2, 20)).status).toBe(503);
    world.broken = false;
    expect((await add(2, 20)).status).toBe(200);
    expect(world.stored.map(({ value }) => value)).toEqual([5, 8, 8, 10]);
    const late = await add(9, 5);
    expect(late.json.partialSuccess.errorMessage).toContain(
      'a later interval was added up already',
    );
    expect((await add(-1, 30)).json.partialSuccess.errorMessage).toContain('cannot fall');
  });

  test('what processes of one service add is told apart by host.name, and else refused', async () => {
    const { sent, world } = await sending();
    const add = (host: string, value: number, seconds: number) =>
      sent(
        [sum('n', 1, { asInt: value, timeUnixNano: nanoseconds(NOW + seconds * 1_000) })],
        [text('service.name', 'web-1'), ...(host === '' ? [] : [text('host.name', host)])],
      );
    await add('a', 5, 10);
    await add('b', 7, 9);
    await add('web-1', 1, 9);
    expect(world.stored.map(({ value, labels }) => [value, labels])).toEqual([
      [5, { 'host.name': 'a' }],
      [7, { 'host.name': 'b' }],
      [1, {}],
    ]);
    const other = await add('', 3, 9);
    expect(other.json.partialSuccess.errorMessage).toContain('service.instance.id');
    expect(world.stored).toHaveLength(3);
  });

  test('added histograms grow in every bucket, also in those that come later', async () => {
    const { sent, world } = await sending();
    const add = (offset: number, seconds: number) =>
      sent([
        {
          name: 'e',
          exponentialHistogram: {
            aggregationTemporality: 1,
            dataPoints: [
              {
                ...{ timeUnixNano: nanoseconds(NOW + seconds * 1_000), count: 2, scale: 0 },
                positive: { offset, bucketCounts: [2] },
              },
            ],
          },
        },
      ]);
    for (const [step, offset] of [0, 1, -1, 0].entries()) await add(offset, step);
    const last = world.stored.filter(({ at }) => at === NOW + 3_000);
    const buckets = last.map(({ labels, value }) => [(labels as { le?: string }).le, value]);
    expect(buckets).toEqual([
      ['+Inf', 8],
      ['4', 8],
      ['2', 6],
      ['1', 2],
      ['0', 0],
      [undefined, 8],
    ]);
    expect(world.stored.find(({ labels }) => (labels as { le?: string }).le === '4')?.value).toBe(
      4,
    );
  });

  test.each([
    { name: 'service.name', attributes: [text('service.name', 'db-1')], target: 2, labels: {} },
    {
      name: 'host.name, with the service as the label job',
      attributes: [text('service.name', 'shop'), text('host.name', 'db-1')],
      ...{ target: 2, labels: { job: 'shop' } },
    },
    {
      name: 'service.name, with its instance as a label',
      attributes: [text('service.name', 'web-1'), text('service.instance.id', 'i-1')],
      ...{ target: 1, labels: { instance: 'i-1' } },
    },
  ])('$name says whose it is', async ({ attributes, target, labels }) => {
    const { sent, world } = await sending();
    await sent([GOOD], attributes);
    expect(world.stored).toMatchObject([{ target }]);
    expect(world.stored[0]?.labels).toEqual(labels);
  });

  test('where nobody is watched it says how to name one', async () => {
    const { sent } = await sending();
    const { json } = await sent([GOOD], [text('service.name', 'shop')]);
    expect(json.partialSuccess.errorMessage).toContain('service.name or host.name of the resource');
    expect(json.partialSuccess.errorMessage).toContain('web-1, db-1');
  });

  test('types, units and descriptions are learned', async () => {
    const { sent, world } = await sending();
    await sent([{ ...sum('n', 2, point({ asInt: 1 })), unit: 'By', description: 'Bytes sent' }]);
    expect(world.learned).toEqual([{ name: 'n', type: 'counter', unit: 'By', help: 'Bytes sent' }]);
  });
});
