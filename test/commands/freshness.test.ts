import { expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../src/model/time.ts';
import { aCheck } from '../check/asking.ts';
import { aTarget, NOON, openDesk, reading } from '../support/desk.ts';

async function market() {
  const platform = aTarget({ name: 'market', preset: 'trading-platform', interval: 10 * MINUTE });
  const options = {
    ...{ metric: 'queue.length', label: 'queue', as: 'point' },
    ...{ live: 3 * MINUTE, stale: HOUR },
  };
  const desk = await openDesk({
    targets: [platform, aTarget({ name: 'web-1' })],
    checks: [aCheck({ name: 'queues', kind: 'freshness', target: 'market', options })],
  });
  for (const minutes of [50, 45, 40, 35, 10, 5]) {
    const queue = reading('queue.length', 3, { queue: 'mail' });
    await desk.measured('market', NOON - minutes * MINUTE, [queue]);
  }
  await desk.measured('market', NOON - MINUTE, [
    reading('data.last_update', 78, { symbol: 'BTCUSDT' }),
    reading('data.last_update', 11 * 60, { symbol: 'ETHUSDT' }),
    reading('data.last_update', 90 * 60, { symbol: 'SOLUSDT' }),
    reading('data.rows', 12_345, { symbol: 'BTCUSDT' }),
    reading('data.gaps', 4, { symbol: 'ETHUSDT' }),
    reading('data.latency', 80),
  ]);
  await desk.missed('web-1', NOON - 20 * MINUTE);
  desk.at(NOON);
  const data = async (line: string) => (await desk.ask(line)).data as Record<string, unknown>;
  return { data, answer: async (line: string) => desk.shown(await desk.ask(line)) };
}

test('each source says how old its data are, by the age that it tells or by its newest point', async () => {
  const { answer, data } = await market();
  const text = await answer('/freshness');
  expect(text).toContain('4 sources: 1 STALE, 2 DELAYED, 1 LIVE');
  expect(text).toMatch(
    /BTCUSDT: LIVE \(Last: .*12:57.*, Delay: 2\.3m\) · 12,345 rows · latency 80 ms/,
  );
  expect(text).toMatch(/ETHUSDT: DELAYED \(Last: .*, Delay: 12\.0m\).* · 4 gaps in the last hour/);
  expect(text).toMatch(/SOLUSDT: STALE \(Last: .*, Delay: 91\.0m\)/);
  expect(text).toMatch(/mail: DELAYED .*Delay: 5\.0m\) · 1 gap in the last hour/);
  expect(text).toContain(
    'LIVE below 10 min, STALE from 1 h; data_stale alerts at data.last_update > 300',
  );
  expect(await data('/freshness market BTCUSDT')).toEqual({
    at: new Date(NOON).toISOString(),
    sources: [
      {
        ...{ target: 'market', label: 'symbol', source: 'BTCUSDT', status: 'LIVE' },
        last: new Date(NOON - 138_000).toISOString(),
        ...{ delay_minutes: 2.3, rows: 12_345, latency_ms: 80, gaps_per_hour: null },
      },
    ],
  });
});

test('gaps of rounds and of sources', async () => {
  const { answer } = await market();
  const text = await answer('/gaps');
  expect(text).toContain('1 gap in the rounds of the last 24 h');
  expect(text).toMatch(/web-1 from .*, for 20 min so far/);
  expect(text).toContain('5 in the data of sources within the last hour');
  expect(text).toMatch(/ETHUSDT +market +4\n.*mail +market +1/);
  expect(await answer('/gaps market')).toContain('0 gaps in the rounds');
});

test.each([
  { line: '/freshness web-1', said: 'No sources are known' },
  { line: '/freshness web-9', said: 'There is no target' },
  { line: '/freshness market DOGE', said: 'There are: BTCUSDT, ETHUSDT, SOLUSDT, mail.' },
  { line: '/gaps web-9', said: 'There is no target' },
])('$line: $said', async ({ line, said }) => {
  const { answer } = await market();
  expect(await answer(line)).toContain(said);
});
