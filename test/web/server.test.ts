import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openWeb } from '../../src/app/web.ts';
import type { Health } from '../../src/web/health.ts';
import { worstOf } from '../../src/web/health.ts';
import { startWeb } from '../../src/web/server.ts';
import { host, onFreePort } from './serving.ts';

const HEALTHY: Health = {
  status: 'healthy',
  timestamp: '2030-01-15T12:00:00.000Z',
  services: { store: { status: 'healthy', response_time: 0.001 } },
  version: '1.0.0',
  uptime: 5,
};
async function serving(health: Partial<Health> | Error = {}) {
  const failed: unknown[] = [];
  const web = await onFreePort((port) =>
    startWeb({
      host,
      port,
      async health() {
        if (health instanceof Error) throw health;
        return { ...HEALTHY, ...health };
      },
      failed: (error) => failed.push(error),
    }),
  );
  onTestFinished(() => web[Symbol.asyncDispose]());
  return { ...web, failed, get: (path: string) => fetch(`${web.address}${path}`) };
}

describe('GET /health', () => {
  test('answers with the whole', async () => {
    const { get } = await serving();
    const answer = await get('/health');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual(HEALTHY);
  });

  test.each([
    { status: 'unhealthy', path: '/health', code: 200 },
    { status: 'unhealthy', path: '/health?strict=1', code: 503 },
    { status: 'unhealthy', path: '/health?strict=0', code: 200 },
    { status: 'degraded', path: '/health?strict=1', code: 200 },
    { status: 'healthy', path: '/health?strict=1', code: 200 },
  ] as const)('$status on $path is $code', async ({ status, path, code }) => {
    const { get } = await serving({ status });
    const answer = await get(path);
    expect(answer.status).toBe(code);
    expect(await answer.json()).toMatchObject({ status });
  });

  test('that cannot be made is 500, without what went wrong inside', async () => {
    const { get, failed } = await serving(new Error('secret path'));
    const answer = await get('/health');
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('secret');
    expect(failed).toHaveLength(1);
  });
});

test.each([
  { path: '/', code: 404 },
  { path: '/nothing/here?a=1', code: 404 },
  { path: '/%zz', code: 400 },
  { path: '/health', code: 200 },
])('$path is $code, as JSON that nobody keeps or guesses at', async ({ path, code }) => {
  const { get } = await serving();
  const answer = await get(path);
  expect(answer.status).toBe(code);
  expect(answer.headers.get('content-type')).toContain('application/json');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(typeof (await answer.json())).toBe('object');
});

test('closing ends a connection that is kept open', async () => {
  const web = await onFreePort((port) =>
    startWeb({ host, port, health: async () => HEALTHY, failed: () => {} }),
  );
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  const asked = request(`${web.address}/health`, { agent }).end();
  const [answer] = await once(asked, 'response');
  answer.resume();
  await once(answer, 'end');
  const [socket] = Object.values(agent.freeSockets).flatMap((sockets) => sockets ?? []);
  if (!socket) throw new Error('the connection was not kept');
  await Promise.all([once(socket, 'close'), web[Symbol.asyncDispose]()]);
});

test('closing cuts off what is being answered', async () => {
  const web = await onFreePort((port) =>
    startWeb({ host, port, health: () => new Promise<Health>(() => {}), failed: () => {} }),
  );
  const asked = request(`${web.address}/health`).end();
  const [socket] = await once(asked, 'socket');
  await once(socket, 'connect');
  const cut = new Promise((resolve) => asked.once('error', resolve));
  await web[Symbol.asyncDispose]();
  expect(await cut).toMatchObject({ code: 'ECONNRESET' });
});

describe('the address', () => {
  function logged() {
    const lines: string[] = [];
    const write = (first: unknown) => void lines.push(String(first));
    return { lines, log: { info: write, error: write } as never };
  }

  test('that somebody else has is one clear line, and the rest goes on', async () => {
    const taken = createServer();
    const port = await onFreePort(async (wanted) => {
      taken.listen(wanted, host);
      await once(taken, 'listening');
      return wanted;
    });
    onTestFinished(() => void taken.close());
    const { lines, log } = logged();
    const http = { enabled: true, host, port };
    expect(await openWeb({ http }, { log, health: async () => HEALTHY })).toBeNull();
    expect(lines).toEqual([
      `cannot listen on 127.0.0.1:${port} (EADDRINUSE): set ANALYTICS_PORT to a free port; everything else goes on`,
    ]);
  });

  test('is not taken when HTTP is switched off', async () => {
    const { lines, log } = logged();
    const http = { enabled: false, host, port: 1 };
    expect(await openWeb({ http }, { log, health: async () => HEALTHY })).toBeNull();
    expect(lines).toEqual([]);
  });
});

test.each([
  { parts: [], worst: 'healthy' },
  { parts: ['healthy', 'healthy'], worst: 'healthy' },
  { parts: ['healthy', 'degraded'], worst: 'degraded' },
  { parts: ['degraded', 'unhealthy', 'healthy'], worst: 'unhealthy' },
] as const)('of $parts the worst is $worst', ({ parts, worst }) => {
  const services = parts.map((status, index) => [index, { status, response_time: null }]);
  expect(worstOf(Object.fromEntries(services))).toBe(worst);
});
