import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Service } from '../../src/model/service.ts';
import { yamlWith } from '../app/running.ts';
import { pushingApp } from './pushing-app.ts';
import { host, KEY, NOW, onFreePort, pushing } from './serving.ts';

const headers = { authorization: `Bearer ${KEY}` };
const AT = '2030-01-15T12:00:00.000Z';

interface Body {
  readonly status?: string;
  readonly checks?: object;
  readonly detail?: { readonly details: object };
}

function aService(name: string, more: Partial<Service> = {}): Service {
  return {
    ...{ id: name, name, target: 'web-1', kind: 'http', criticality: 'normal', status: 'healthy' },
    ...{ latency: 23, at: NOW, lastOk: NOW, reasons: [], details: {} },
    ...more,
  };
}

const rag = aService('rag', {
  kind: null,
  details: { documents_count: 1250, embedding_model: 'all-MiniLM-L6-v2', status: 200 },
});
const lost = { status: 'unhealthy', lastOk: NOW - 60_000, reasons: ['no answer'] } as const;

function serving(
  services: readonly Service[],
  run: (name: string) => Promise<unknown> = async () => null,
) {
  const targets = () => [{ id: 1, name: 'web-1' }];
  const score = async (target: string | null) => (target === null ? 70 : 90);
  return pushing({ services: { services: async () => services, targets, run, score } });
}

test('a service has its own details beside what every service has', async () => {
  const { get } = await serving([rag]);
  const answer = await get('/api/health/rag', { headers });
  expect([answer.status, await answer.json()]).toEqual([
    200,
    {
      ...{ status: 'healthy', target: 'web-1', kind: null, reasons: [] },
      ...{ response_time_ms: 23, response_time: 0.023 },
      ...{ last_check: AT, last_successful_check: AT },
      ...{ documents_count: 1250, embedding_model: 'all-MiniLM-L6-v2', detail_status: 200 },
    },
  ]);
});

describe('what is not there is said with what is', () => {
  const two = ['web-1', 'db-1'].map((target) =>
    aService('queue', { id: `queue@${target}`, target, kind: null }),
  );
  test.each([
    { name: 'ragg', error: 'write one of rag, queue@web-1, queue@db-1' },
    { name: 'queue', error: 'write one of queue@web-1, queue@db-1' },
  ])('$name', async ({ name, error }) => {
    const { get } = await serving([rag, ...two]);
    const answer = await get(`/api/health/${name}`, { headers });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toEqual({ error: expect.stringContaining(error) });
  });
});

describe('the whole', () => {
  const paused = aService('old', { ...lost, status: 'paused' });
  test.each<{ name: string; services: readonly Service[]; status: string; failed: string[] }>([
    { name: 'all is well', services: [rag, paused], status: 'healthy', failed: [] },
    { name: 'nothing is looked at', services: [], status: 'healthy', failed: [] },
    {
      name: 'one that is not critical fails',
      services: [rag, aService('db', lost)],
      ...{ status: 'degraded', failed: ['db'] },
    },
    {
      name: 'a critical one fails',
      services: [rag, aService('db', { ...lost, criticality: 'critical' })],
      ...{ status: 'unhealthy', failed: ['db'] },
    },
    {
      name: 'a critical one is slow, another unknown',
      services: [
        aService('db', { criticality: 'critical', status: 'degraded' }),
        aService('api', { status: 'unknown', at: null }),
      ],
      ...{ status: 'degraded', failed: ['db', 'api'] },
    },
  ])('$name', async ({ services, status, failed }) => {
    const { get } = await serving(services);
    const whole = await get('/api/health', { headers });
    expect(whole.status).toBe(200);
    expect(await whole.json()).toMatchObject({ status, uptime: '1 s', uptime_seconds: 1 });
    const strict = await get('/api/health?strict=1', { headers });
    expect(strict.status).toBe(status === 'unhealthy' ? 503 : 200);
    const detailed = await get('/health/detailed', { headers });
    const body = (await detailed.json()) as Body;
    if (failed.length === 0) expect([detailed.status, body.status]).toEqual([200, 'healthy']);
    else {
      expect(detailed.status).toBe(503);
      expect(body.detail).toMatchObject({ status: 'unhealthy', failed_checks: failed });
    }
    const checks = body.checks ?? body.detail?.details ?? {};
    expect(Object.keys(checks)).not.toContain('old');
  });
});

test('one check at length says when it was looked at, what was seen and what is wrong', async () => {
  const { get } = await serving([rag, aService('db', lost)]);
  const answer = await get('/health/detailed', { headers });
  const { detail } = (await answer.json()) as Body;
  expect(detail?.details).toEqual({
    rag: { status: 'healthy', timestamp: AT, details: rag.details },
    db: { status: 'unhealthy', timestamp: AT, details: {}, error: 'no answer' },
  });
});

describe('runs on demand', () => {
  const db = aService('db');
  const off = aService('off', { status: 'paused' });

  test.each([
    { body: {}, ran: ['db', 'other'], score: 70 },
    { body: { target: 'web-1' }, ran: ['db'], score: 90 },
    { body: { service: 'db' }, ran: ['db'], score: 70 },
    { body: '', ran: ['db', 'other'], score: 70 },
  ])('$body runs $ran', async ({ body, ran, score }) => {
    const runs: string[] = [];
    const services = [db, off, rag, aService('other', { target: 'db-1' })];
    const { post } = await serving(services, async (name) => void runs.push(name));
    const { status, json } = await post('/api/health/check', body);
    expect([status, runs, Object.keys(json.results)]).toEqual([200, ran, ran]);
    expect(json).toMatchObject({ job: 1, status: 'healthy', score });
  });

  test.each([
    { body: { service: 'rag' }, status: 409, error: 'told by an application' },
    { body: { service: 'off' }, status: 409, error: 'switched off' },
    { body: { service: 'dbb' }, status: 404, error: 'write one of db' },
    { body: { target: 'web-2' }, status: 400, error: 'did you mean web-1' },
    { body: { servce: 'db' }, status: 400, error: 'did you mean service' },
    { body: { service: 7 }, status: 400, error: 'write a text' },
    { body: '{', status: 400, error: 'cut off' },
  ])('$body is refused', async ({ body, status, error }) => {
    const { post } = await serving([db, off, rag]);
    const answer = await post('/api/health/check', body);
    expect([answer.status, answer.json.error]).toEqual([status, expect.stringContaining(error)]);
  });

  test('more than once a second is too often', async () => {
    const { post } = await serving([db]);
    const both = await Promise.all([post('/api/health/check', {}), post('/api/health/check', {})]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 429]);
  });

  test('nothing runs, and nothing is shown, without the key', async () => {
    const { get } = await serving([db]);
    const paths = ['/health/detailed', '/api/health', '/api/health/db', '/api/health/check/1'];
    const asked = paths.map(async (path) => (await get(path)).status);
    asked.push(get('/api/health/check', { method: 'POST' }).then(({ status }) => status));
    expect(await Promise.all(asked)).toEqual([401, 401, 401, 401, 401]);
  });
});

test('configured checks and those of applications are services of one product', async () => {
  const door = createServer((socket) => socket.end());
  onTestFinished(() => void door.close());
  const port = await onFreePort(
    (one) =>
      new Promise<number>((opened, failed) =>
        door.once('error', failed).listen(one, host, () => opened(one)),
      ),
  );
  const checks = `checks:\n  - {name: door, kind: tcp, host: ${host}, port: ${port}, interval: 1h, timeout: 1s, fail_after: 1, expect: []}\n`;
  const app = await pushingApp({ yaml: `${yamlWith('')}${checks}` });
  const json = async (path: string) => (await fetch(`${app.address}${path}`, { headers })).json();
  await app.post('/api/checks/twilio', {
    ...{ target: 'here', status: 'degraded', latency_ms: 40, message: 'balance is low' },
    ...{ details: { account_balance: '$4.67' }, metrics: { balance_usd: 4.67 } },
  });
  const ran = await app.post('/api/health/check', { service: 'door' });
  expect([ran.status, ran.json]).toMatchObject([200, { results: { door: { status: 'healthy' } } }]);
  expect(await json('/api/health')).toMatchObject({
    status: 'degraded',
    version: '1.2.3',
    services: {
      door: { status: 'healthy', kind: 'tcp', last_successful_check: expect.any(String) },
      twilio: {
        ...{ status: 'degraded', kind: null, response_time_ms: 40, reasons: ['balance is low'] },
        ...{ account_balance: '$4.67', balance_usd: 4.67 },
      },
    },
  });
  door.close();
  const again = async () => (await app.post('/api/health/check', { service: 'door' })).status;
  await expect.poll(again, { timeout: 10_000, interval: 200 }).toBe(200);
  expect(await json('/health/detailed')).toMatchObject({
    detail: { failed_checks: ['door', 'twilio'], details: { door: { status: 'unhealthy' } } },
  });
  expect(await json('/api/health/door')).toMatchObject({
    status: 'unhealthy',
    last_successful_check: expect.any(String),
  });
});
