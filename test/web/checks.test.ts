import { expect, test } from 'vitest';
import { pushingApp } from './pushing-app.ts';
import { NOW, pushing } from './serving.ts';

test.each([
  { status: 'healthy', up: 1, degraded: 0 },
  { status: 'degraded', up: 1, degraded: 1 },
  { status: 'unhealthy', up: 0, degraded: 0 },
  { status: 'error', up: 0, degraded: 0 },
])('a check that is $status is a truth and how well it holds', async ({ status, up, degraded }) => {
  const { post, world } = await pushing();
  const row = { target: 'web-1', status, latency_ms: 12.5, at: NOW - 5 };
  expect((await post('/api/checks/db', row)).json).toMatchObject({ accepted: 1 });
  const measured = { target: 1, at: NOW - 5, labels: { name: 'db' } };
  expect(world.stored).toEqual([
    { ...measured, metric: 'check.up', value: up },
    { ...measured, metric: 'check.degraded', value: degraded },
    { ...measured, metric: 'check.latency_ms', value: 12.5 },
  ]);
});

test('what a check measured beside its time is a metric with a label', async () => {
  const { post, world } = await pushing();
  const row = { target: 'web-1', status: 'healthy', at: NOW, metrics: { queue: 12 } };
  expect((await post('/api/checks/db', row)).json).toMatchObject({ accepted: 1 });
  expect(world.stored.at(-1)).toEqual({
    ...{ target: 1, at: NOW, metric: 'check.value', labels: { name: 'db', label: 'queue' } },
    value: 12,
  });
});

test('a check that cannot say gives no value, and is a word of its target all the same', async () => {
  const { post, world } = await pushing();
  const rows = [{ target: 'web-1', status: 'unknown' }];
  expect((await post('/api/checks/db', rows)).json).toMatchObject({ accepted: 1 });
  expect([world.stored, world.notes]).toEqual([[], [{ target: 1, note: null }]]);
});

test('one or many, each with its key, and keys of another check are its own', async () => {
  const { post } = await pushing();
  const row = { target: 'web-1', status: 'healthy', idempotency_key: 'k' };
  expect((await post('/api/checks/db', [row, row])).json).toMatchObject({
    accepted: 1,
    duplicate: 1,
  });
  expect((await post('/api/checks/queue', row)).json).toMatchObject({ accepted: 1 });
});

test.each([
  { row: { target: 'web-1' }, reason: 'status is missing' },
  { row: { target: 'web-1', status: 'ok' }, reason: 'write one of healthy, degraded' },
  { row: { target: 'web-1', status: 'constructor' }, reason: 'write one of healthy' },
  { row: { status: 'healthy' }, reason: 'target is missing' },
  { row: { target: 'web-1', status: 'healthy', latency_ms: -1 }, reason: 'from 0' },
  { row: { target: 'web-1', status: 'healthy', latency_ms: '5' }, reason: 'finite number' },
  { row: { target: 'web-1', status: 'error', message: 'x'.repeat(501) }, reason: 'longer than' },
  { row: { target: 'web-1', status: 'healthy', mesage: 'x' }, reason: 'did you mean message' },
  { row: { target: 'web-1', status: 'healthy', at: 'noon' }, reason: 'at: "noon"' },
  { row: { target: 'web-1', status: 'healthy', details: 'GPU' }, reason: 'write an object' },
  { row: { target: 'web-1', status: 'healthy', details: { a: [] } }, reason: 'details.a: a list' },
  { row: { target: 'web-1', status: 'healthy', metrics: { a: '1' } }, reason: 'finite number' },
  { row: { target: 'web-1', status: 'healthy', metrics: { '': 1 } }, reason: 'name in metrics' },
  {
    row: {
      target: 'web-1',
      status: 'healthy',
      details: Object.fromEntries(Array.from({ length: 21 }, (_, at) => [`d${at}`, at])),
    },
    reason: 'at most 20',
  },
])('a row is refused: $reason', async ({ row, reason }) => {
  const { post, world } = await pushing();
  const { json } = await post('/api/checks/db', [row, { target: 'web-1', status: 'healthy' }]);
  expect(json).toMatchObject({
    accepted: 1,
    rejected: [{ index: 0, reason: expect.stringContaining(reason) }],
  });
  expect(world.stored).toHaveLength(2);
});

test('a name that is too long is refused', async () => {
  const { post } = await pushing();
  const { status, json } = await post(`/api/checks/${'x'.repeat(65)}`, { target: 'web-1' });
  expect([status, json.error]).toEqual([400, expect.stringContaining('name of the check')]);
});

test('a check that fails is an alert in its own words, one that is degraded another, and both end', async () => {
  const app = await pushingApp();
  const row = (more: object) => ({ target: 'here', ...more });
  await app.post(
    '/api/checks/db',
    row({ status: 'unhealthy', message: 'no answer from 192.0.2.7' }),
  );
  await app.told(/Check db of here fails: no answer from 192\.0\.2\.7/);
  await app.post('/api/checks/disk', row({ status: 'degraded', message: 'slow' }));
  await app.told(/Check disk of here is degraded: slow/);
  await app.post('/api/checks/db', row({ status: 'healthy', at: Date.now() + 5 }));
  await app.post('/api/checks/disk', row({ status: 'healthy', at: Date.now() + 5 }));
  await expect
    .poll(() => app.ask('alerts'), { timeout: 10_000, interval: 100 })
    .toContain('No open alerts');
});
