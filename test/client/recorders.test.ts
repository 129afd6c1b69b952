import { expect, expectTypeOf, test } from 'vitest';
import { presetRecorders } from '../../src/presets/recorders.ts';
import { client, standIn } from './standing-in.ts';

test('a preset gives methods by name, whose arguments become tags and body of an event', async () => {
  const server = await standIn();
  const bot = client({ url: server.url, preset: 'trading-bot' });
  bot.recordApiCall('get_account', 150, 200);
  bot.recordTradeExecution('BTCUSDT', 'BUY', 0.001, 45_000, 250);
  bot.recordTradeExecution('BTCUSDT', 'SELL', 1, 2, 3, false, undefined, 'refused', {
    at: 5_000,
    key: 'k',
  });
  await bot.flush();
  const row = { target: 'shop', at: expect.any(Number), idempotency_key: expect.any(String) };
  expect(server.rows('/api/events')).toEqual([
    {
      ...{ ...row, type: 'api_call', tags: { endpoint: 'get_account' } },
      body: { response_ms: 150, status_code: 200 },
    },
    {
      ...{ ...row, type: 'trade', tags: { symbol: 'BTCUSDT', side: 'BUY' } },
      body: { quantity: 0.001, price: 45_000, execution_ms: 250 },
    },
    {
      ...{ ...row, at: 5_000, idempotency_key: 'k', type: 'trade' },
      tags: { symbol: 'BTCUSDT', side: 'SELL' },
      body: { quantity: 1, price: 2, execution_ms: 3, ok: false, error: 'refused' },
    },
  ]);
});

test('the types know what a preset records', () => {
  const bot = client({ preset: 'sms-agent' });
  expectTypeOf(bot.recordTask).parameter(0).toEqualTypeOf<string>();
  expectTypeOf(bot.recordTask).parameter(2).toEqualTypeOf<boolean>();
  expectTypeOf(bot.recordTask).parameter(5).toEqualTypeOf<number | undefined>();
  expectTypeOf(bot).not.toHaveProperty('recordApiCall');
  expectTypeOf(client({})).not.toHaveProperty('recordTask');
});

test.each(Object.entries(presetRecorders))(
  'recorders of %s have names and paths of their own, and what is optional comes last',
  (_preset, recorders) => {
    expect(new Set(recorders.map(({ name }) => name)).size).toBe(recorders.length);
    expect(new Set(recorders.map(({ path }) => path)).size).toBe(recorders.length);
    for (const { fields } of recorders) {
      const optional = fields.map((one) => 'isOptional' in one);
      expect(optional).toEqual([...optional].sort());
    }
  },
);
