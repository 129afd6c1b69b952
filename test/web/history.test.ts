import { describe, expect, test } from 'vitest';
import { historyOf } from '../../src/report/export/history.ts';
import { counting, every10s, exportWorld, HOSTILE, NOW, WEB } from '../report/export/world.ts';
import { KEY, pushing } from './serving.ts';

const bearer = { authorization: `Bearer ${KEY}` };
const STORED = [
  { target: WEB, metric: 'system.cpu', labels: {}, points: every10s(1, 2) },
  { target: HOSTILE, metric: 'system.cpu', labels: { core: '0' }, points: every10s(3) },
  { target: WEB, metric: 'all', labels: {}, points: every10s(9) },
];
const GAP = { target: WEB.id, from: NOW - 60_000, to: null, reason: 'failed' };

async function serving(options: Parameters<typeof pushing>[0] = {}) {
  const world = await exportWorld(STORED);
  const { reader, seen } = counting(world.samples);
  const all = { ...world, samples: reader, gaps: async () => [GAP] };
  const server = await pushing({ history: (question) => historyOf(all, question), ...options });
  const get = async (query: string, headers: Record<string, string> = bearer) => {
    const answer = await server.get(`/api/metrics/history?${query}`, { headers });
    return {
      status: answer.status,
      type: answer.headers.get('content-type'),
      text: await answer.text(),
    };
  };
  return { get, seen, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

test('the values of one target, with the spans that nothing was measured in', async () => {
  await using world = await serving();
  const { status, type, text } = await world.get('name=system.cpu&target=web-1&hours=1');
  expect(status).toBe(200);
  expect(type).toBe('application/json; charset=utf-8');
  expect(JSON.parse(text)).toEqual({
    ...{ name: 'system.cpu', unit: 'percent', step_s: null },
    ...{ from: NOW + 1 - 3_600_000, to: NOW + 1 },
    series: [
      {
        tags: { target: 'web-1' },
        points: [
          [NOW - 20_000, 1],
          [NOW - 10_000, 2],
        ],
      },
    ],
    gaps: [[NOW - 60_000, null]],
  });
});

test('of every target, one value per step', async () => {
  await using world = await serving();
  for (const step of ['60', '1m']) {
    const { text } = await world.get(`name=system.cpu&step=${step}`);
    expect(JSON.parse(text)).toMatchObject({
      step_s: 60,
      series: [
        { tags: { core: '0', target: HOSTILE.name }, points: [[NOW, 3]] },
        { tags: { target: 'web-1' }, points: [[NOW, 1.5]] },
      ],
      gaps: [],
    });
  }
});

test('as CSV', async () => {
  await using world = await serving();
  const { type, text } = await world.get('name=system.cpu&target=web-1&format=csv');
  expect(type).toBe('text/csv; charset=utf-8');
  expect(text.split('\r\n')[0]).toBe('time,target,metric,unit,value');
  expect(text.split('\r\n')).toHaveLength(4);
});

test('a name is a metric, whatever else it could mean', async () => {
  await using world = await serving();
  expect(JSON.parse((await world.get('name=all')).text)).toMatchObject({ name: 'all' });
  expect((await world.get('name=web-1')).status).toBe(404);
});

describe('is refused', () => {
  test.each([
    ['', 400, /name is missing — write a metric/],
    ['name=nothing', 404, /Nobody has reported “nothing”/],
    ['name=system.cpu&target=x', 404, /There is no target “x”/],
    ['name=system.cpu&hours=0', 400, /hours — write a number above 0/],
    ['name=system.cpu&hours=9601', 400, /up to 9600/],
    ['name=system.cpu&hours=NaN', 400, /hours/],
    ['name=system.cpu&step=0', 400, /step — write seconds/],
    ['name=system.cpu&format=xml', 400, /format — write json or csv/],
    ['name=a&name=b', 400, /name — write it once/],
    [`name=${'x'.repeat(201)}`, 400, /name — write at most 200/],
    ['name=system.cpu&from=1', 400, /“from” — write name, target/],
    [`name=system.cpu&api_key=${KEY}`, 400, /ends up in logs/],
  ])('%s', async (query, code, says) => {
    await using world = await serving();
    const { status, text } = await world.get(query);
    expect({ status, text }).toEqual({ status: code, text: expect.stringMatching(says) });
    expect(text).not.toContain(KEY);
    expect(world.seen.reads).toBe(0);
  });

  test.each([
    ['without the key', {}, 401],
    ['with another key', { 'x-api-key': 'x' }, 401],
  ])('%s', async (_, headers, code) => {
    await using world = await serving();
    expect((await world.get('name=system.cpu', headers)).status).toBe(code);
    expect(world.seen.reads).toBe(0);
  });
});
