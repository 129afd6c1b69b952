import { expect, test } from 'vitest';
import { pushingApp } from '../web/pushing-app.ts';
import { KEY } from '../web/serving.ts';
import { client } from './standing-in.ts';

const YAML = `targets:
  - {name: shop, kind: push, preset: trading-bot, interval: 1s}
`;
const PATIENCE = { timeout: 15_000, interval: 100 };

test('what a preset records by name is scored, judged and told', async () => {
  const app = await pushingApp({ yaml: YAML });
  const shop = client({ url: app.address, key: KEY, preset: 'trading-bot', timeout: 15_000 });
  shop.recordApiCall('get_account', 6_000, 200);
  await expect.poll(() => shop.flush(), PATIENCE).toBe(true);
  await app.told(/The API answers shop in 6 s/);
  // An event alone is a word of the application, and what was made of it counts in its score.
  await expect.poll(() => app.ask('health shop'), PATIENCE).toContain('shop: 85/100');
  shop.recordTradeExecution('BTCUSDT', 'BUY', 0.001, 45_000, 250, false, 'bollinger', 'no balance');
  await expect.poll(() => shop.flush(), PATIENCE).toBe(true);
  await app.told(/A trade of shop failed/);
  expect(shop.problems.filter(({ kind }) => kind === 'refused')).toEqual([]);
});

test('the path of a recorder takes its fields by name', async () => {
  const app = await pushingApp({ yaml: YAML });
  const call = { target: 'shop', endpoint: 'get_account', response_ms: 6_000, status_code: 200 };
  expect((await app.post('/api/calls', call)).json).toMatchObject({ accepted: 1 });
  await app.told(/The API answers shop in 6 s/);
});
