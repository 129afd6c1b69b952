import { expect, test } from 'vitest';
import type { Learned } from '../../src/model/learning.ts';
import type { MetricSaid } from '../../src/model/metric-said.ts';
import { pushing } from './serving.ts';

const PATH = '/api/metrics/definitions';

async function learning(outcomes: readonly Learned[] = []) {
  const told: MetricSaid[] = [];
  const server = await pushing({
    async define(all) {
      told.push(...all);
      return all.map((_, at) => outcomes[at] ?? { kind: 'accepted' });
    },
  });
  return { ...server, told };
}

test('definitions are counted one by one, and what is wrong is named by its place', async () => {
  const { post, told } = await learning([
    { kind: 'duplicate' },
    { kind: 'rejected', reason: 'unit: it is a ratio' },
  ]);
  const rows = [
    { name: 'a', unit: 'furlongs' },
    { name: 'b', unit: 'count' },
    { name: 'c', units: 'ms' },
    { name: 'd', unit: 'percent' },
    { name: 'e' },
  ];
  const answer = await post(PATH, rows);
  expect(answer.status).toBe(202);
  expect(answer.json).toEqual({
    ...{ accepted: 1, duplicate: 1 },
    rejected: [
      { index: 0, reason: expect.stringMatching(/^unit: write one of percent/) },
      { index: 2, reason: '"units" is no field — did you mean unit?' },
      { index: 3, reason: 'unit: it is a ratio' },
    ],
  });
  expect(told.map(({ name }) => name)).toEqual(['b', 'd', 'e']);
});

test('the key is asked for, and a body has at most 2,000', async () => {
  const { post, told } = await learning();
  expect((await post(PATH, { name: 'a' }, { authorization: 'Bearer no' })).status).toBe(401);
  const many = Array.from({ length: 2_001 }, (_, at) => ({ name: `m${at}` }));
  expect((await post(PATH, many)).status).toBe(413);
  expect((await post(PATH, 'nothing')).status).toBe(400);
  expect(told).toEqual([]);
});

test('what is sent under another name is kept under the first, and ours stays ours', async () => {
  const { post, world } = await pushing();
  const row = { target: 'web-1', value: 3 };
  const { json } = await post('/api/metrics', [
    { ...row, metric: 'cpu_usage' },
    { ...row, metric: 'health_score' },
  ]);
  expect(world.stored).toMatchObject([{ metric: 'system.cpu', value: 3 }]);
  expect(json.rejected).toEqual([
    { index: 1, reason: expect.stringContaining('"health_score" is ours') },
  ]);
});

test('a new series that is refused is counted by target and metric', async () => {
  const { post, world } = await pushing({ series: 5_000 });
  const labels = { user: '7' };
  await post('/api/metrics', { target: 'web-1', metric: 'visits', value: 1, labels });
  expect(world.refused).toEqual([{ target: 1, metric: 'visits' }]);
});
