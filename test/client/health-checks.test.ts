import { expect, test, vi } from 'vitest';
import type { HealthCheck } from '../../src/client/health-checks.ts';
import { client, standIn } from './standing-in.ts';

async function told(look: HealthCheck, options = {}) {
  const server = await standIn();
  const shop = client({ url: server.url, flushInterval: 1 });
  const stop = shop.registerHealthCheck('data base', look, options);
  await vi.waitFor(() => expect(server.rows('/api/checks/data%20base')).toHaveLength(1));
  stop();
  return server.rows('/api/checks/data%20base')[0];
}

test.each<{ name: string; look: HealthCheck; row: object }>([
  { name: 'nothing is healthy', look: () => {}, row: { status: 'healthy' } },
  { name: 'true is healthy', look: async () => true, row: { status: 'healthy' } },
  { name: 'false is not', look: async () => false, row: { status: 'unhealthy' } },
  {
    name: 'a result says itself how it is',
    look: () => ({ status: 'degraded', latencyMs: 7, message: 'slow' }),
    row: { status: 'degraded', latency_ms: 7, message: 'slow' },
  },
  {
    name: 'what it throws is an error, in its words',
    look: () => {
      throw new Error('no route to 192.0.2.7');
    },
    row: { status: 'error', message: 'no route to 192.0.2.7' },
  },
  {
    name: 'a message that is too long is cut',
    look: () => Promise.reject(new Error('x'.repeat(900))),
    row: { status: 'error', message: 'x'.repeat(500) },
  },
])('$name', async ({ look, row }) => {
  expect(await told(look)).toEqual({
    ...{ target: 'shop', latency_ms: expect.any(Number), at: expect.any(Number) },
    idempotency_key: expect.any(String),
    ...row,
  });
});

test('a look that does not end is an error at its deadline, and its signal aborts', async () => {
  let aborted = false;
  const look = (signal: AbortSignal) =>
    new Promise<void>(() => {
      signal.addEventListener('abort', () => {
        aborted = true;
      });
    });
  expect(await told(look, { timeout: 20 })).toMatchObject({
    ...{ status: 'error', message: 'no answer within 0.02 s' },
  });
  expect(aborted).toBe(true);
});
