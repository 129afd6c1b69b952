import { createServer } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createClient } from '../../src/client/client.ts';
import { onFreePort } from '../web/serving.ts';
import { bufferFolder, client, listening, standIn, taken } from './standing-in.ts';

const AT = Date.parse('2030-01-15T12:00:00Z');

test('what is recorded goes to its path in one request each, in order, with the key and a key for every row', async () => {
  const server = await standIn();
  const shop = client({ url: `${server.url}/behind/`, key: 'secret-key' });
  shop.recordMetric('queue.length', 12, { labels: { queue: 'mail' }, at: AT });
  shop.recordEvent('login', { tags: { kind: 'web' }, body: { user: 'ana' }, at: new Date(AT) });
  shop.heartbeat();
  shop.heartbeat('worker', { at: AT, key: 'mine' });
  shop.recordMetric('queue.length', 13, { at: AT });
  expect(await shop.flush()).toBe(true);
  expect(server.requests.map((one) => [one.path, one.key])).toEqual([
    ['/behind/api/metrics', 'Bearer secret-key'],
    ['/behind/api/events', 'Bearer secret-key'],
    ['/behind/api/heartbeat', 'Bearer secret-key'],
  ]);
  const key = expect.stringMatching(/^[0-9a-f]{18}-\w+$/);
  expect(server.requests.map(({ rows }) => rows)).toEqual([
    [
      {
        ...{ target: 'shop', metric: 'queue.length', value: 12, labels: { queue: 'mail' }, at: AT },
        idempotency_key: key,
      },
      {
        target: 'shop',
        metric: 'queue.length',
        value: 13,
        labels: {},
        at: AT,
        idempotency_key: key,
      },
    ],
    [
      {
        ...{ target: 'shop', type: 'login', tags: { kind: 'web' }, body: { user: 'ana' }, at: AT },
        idempotency_key: key,
      },
    ],
    [
      { target: 'shop', at: expect.any(Number), idempotency_key: key },
      { target: 'shop', name: 'worker', at: AT, idempotency_key: 'mine' },
    ],
  ]);
  const keys = server.requests.flatMap(({ rows }) => rows.map((row) => row['idempotency_key']));
  expect(new Set(keys).size).toBe(5);
});

test('it sends by itself after the interval', async () => {
  const server = await standIn();
  const shop = client({ url: server.url, flushInterval: 10 });
  shop.recordMetric('a', 1);
  await expect.poll(() => server.rows('/api/metrics')).toHaveLength(1);
});

test('values of one series in one millisecond stay values of their own', async () => {
  const server = await standIn();
  const shop = client({ url: server.url });
  for (let value = 0; value < 100; value++) shop.recordMetric('a', value, { labels: { x: 'y' } });
  await shop.flush();
  const times = server.rows('/api/metrics').map(({ at }) => at);
  expect(new Set(times).size).toBe(100);
});

describe('a row that is not taken', () => {
  test.each([429, 500, 502, 503, 401, 403, 408])(
    'for HTTP %i is sent again with the same key, and people hear of it once',
    async (status) => {
      const server = await standIn(() => ({ status, json: { error: 'not now' } }));
      const shop = client({ url: server.url });
      shop.recordMetric('a', 1);
      expect(await shop.flush()).toBe(false);
      expect(await shop.flush()).toBe(false);
      server.answerWith(taken);
      expect(await shop.flush()).toBe(true);
      const keys = server.rows('/api/metrics').map((row) => row['idempotency_key']);
      expect([keys.length, new Set(keys).size]).toEqual([3, 1]);
      const message = `HTTP ${status}: not now`;
      expect(shop.problems).toEqual([{ kind: 'unreachable', message }]);
    },
  );

  test.each([400, 404, 413])('for HTTP %i is given up and named', async (status) => {
    const server = await standIn(() => ({ status, json: { error: 'bad' } }));
    const shop = client({ url: server.url });
    shop.recordMetric('a', 1);
    expect(await shop.flush()).toBe(true);
    expect(await shop.flush()).toBe(true);
    expect(server.requests).toHaveLength(1);
    expect(shop.problems).toMatchObject([
      { kind: 'refused', message: `HTTP ${status}: bad`, row: { metric: 'a' } },
    ]);
  });

  test('by itself is named while the others count as taken, and only what may come again does', async () => {
    const rejected = [
      { index: 0, reason: 'value: too large' },
      { index: 1, reason: 'not just now', retry: true },
    ];
    const server = await standIn(() => ({ status: 202, json: { accepted: 1, rejected } }));
    const shop = client({ url: server.url });
    for (const name of ['bad', 'later', 'good']) shop.recordMetric(name, 1);
    expect(await shop.flush()).toBe(false);
    server.answerWith(taken);
    expect(await shop.flush()).toBe(true);
    const metrics = server.requests.map(({ rows }) => rows.map(({ metric }) => metric));
    expect(metrics).toEqual([['bad', 'later', 'good'], ['later']]);
    expect(shop.problems.filter(({ kind }) => kind === 'refused')).toMatchObject([
      { message: 'value: too large', row: { metric: 'bad' } },
    ]);
  });

  test('because its answer was lost is sent again with the same key', async () => {
    const server = await standIn(() => ({ status: 202, isLost: true }));
    const shop = client({ url: server.url });
    shop.recordMetric('a', 1);
    expect(await shop.flush()).toBe(false);
    server.answerWith(taken);
    expect(await shop.flush()).toBe(true);
    const [first, second] = server.rows('/api/metrics');
    expect(second).toEqual(first);
  });

  test.each([200, 404, 405, 413])(
    'by something that is no Tocsin waits: HTTP %i',
    async (status) => {
      const server = await standIn(() => ({ status, json: 'welcome' }));
      const shop = client({ url: server.url });
      shop.recordMetric('a', 1);
      expect(await shop.flush()).toBe(false);
      server.answerWith(taken);
      expect(await shop.flush()).toBe(true);
    },
  );
});

test('flush and close end in time, and say what is lost, while nothing answers', async () => {
  const server = createServer();
  const port = await onFreePort((free) => listening(server, free));
  onTestFinished(() => void server.closeAllConnections());
  onTestFinished(() => void server.close());
  const shop = client({ url: `http://127.0.0.1:${port}` });
  for (let value = 0; value < 3; value++) shop.recordMetric('a', value);
  expect(await shop.flush({ timeout: 50 })).toBe(false);
  await shop.close({ timeout: 50 });
  expect(shop.problems).toMatchObject([{ kind: 'unreachable', message: 'no answer in time' }]);
  expect(shop.drops).toEqual([3]);
}, 8_000);

test('nothing that is recorded throws, and what cannot be is named', async () => {
  const shop = client({ onDrop: undefined as never });
  const circle: Record<string, unknown> = {};
  circle['self'] = circle;
  shop.recordMetric('a', Number.NaN);
  shop.recordMetric('a', 'x' as never);
  shop.recordMetric('a', 1, null as never);
  shop.recordMetric('a', 1, { labels: null as never });
  shop.recordEvent('a', { body: circle });
  shop.recordEvent('a', { body: { big: 'x'.repeat(70_000) } });
  shop.recordEvent('a', { at: 'noon' as never });
  shop.recordEvent(1n as never);
  shop.recordCheck('a', null as never);
  expect(shop.problems.length).toBeGreaterThanOrEqual(5);
  expect(shop.problems.every(({ kind }) => kind === 'refused')).toBe(true);
  const deaf = client({
    onError: () => {
      throw new Error('mine');
    },
  });
  deaf.recordMetric('a', Number.NaN);
});

test('beyond what may wait the oldest are dropped and counted', async () => {
  const server = await standIn(() => ({ status: 503 }));
  const shop = client({ url: server.url, maxBufferBytes: 65_536 });
  for (let value = 0; value < 2_000; value++) shop.recordMetric('a', value);
  server.answerWith(taken);
  expect(await shop.flush()).toBe(true);
  const values = server.rows('/api/metrics').map(({ value }) => value);
  const lost = shop.drops.reduce((sum, one) => sum + one, 0);
  expect(lost).toBeGreaterThan(1_000);
  expect(values).toEqual(Array.from({ length: 2_000 - lost }, (_, at) => at + lost));
});

describe('alerts', () => {
  test('give their number', async () => {
    const server = await standIn();
    const shop = client({ url: server.url });
    const id = await shop.createAlert('Refused', { severity: 'critical', fingerprint: 'pay' });
    expect(id).toBe(7);
    expect(server.rows('/api/alerts')).toMatchObject([
      { message: 'Refused', severity: 'critical', fingerprint: 'pay', target: 'shop' },
    ]);
  });

  test('are made later, with the same key, when Tocsin is away', async () => {
    const server = await standIn(() => ({ status: 202, isLost: true }));
    const shop = client({ url: server.url });
    expect(await shop.createAlert('Refused')).toBeNull();
    server.answerWith(taken);
    expect(await shop.flush()).toBe(true);
    const [first, second] = server.rows('/api/alerts');
    expect(second).toEqual(first);
  });

  test('are acknowledged and resolved, and what cannot be says why', async () => {
    const server = await standIn(({ path }) => {
      if (path.includes('/9/')) return { status: 409, json: { error: 'it is resolved already' } };
      return { status: 200, json: { id: 7, state: 'acknowledged' } };
    });
    const shop = client({ url: server.url });
    expect(await shop.acknowledgeAlert(7, { user: 'deploy', note: 'on it' })).toMatchObject({
      id: 7,
    });
    await shop.resolveAlert(7, { falsePositive: true });
    expect(server.requests.map(({ path, rows }) => [path, rows])).toEqual([
      ['/api/alerts/7/acknowledge', [{ user: 'deploy', note: 'on it' }]],
      ['/api/alerts/7/resolve', [{ false_positive: true }]],
    ]);
    await expect(shop.resolveAlert(9)).rejects.toMatchObject({
      ...{ name: 'TocsinError', status: 409, message: 'it is resolved already' },
    });
    await expect(client({}).getStatus()).rejects.toMatchObject({ status: null });
  });
});

test('after close nothing is taken any more, and that is said', async () => {
  const shop = client({ bufferDir: bufferFolder() });
  await shop.close({ timeout: 0 });
  shop.recordMetric('a', 1);
  expect(shop.problems.at(-1)).toMatchObject({ message: 'the client is closed' });
});

test.each([
  { options: { url: 'ftp://x' }, error: 'url' },
  { options: { key: '' }, error: 'key is missing' },
  { options: { target: ' ' }, error: 'target is missing' },
  { options: { preset: 'shop' }, error: 'write one of trading-bot' },
  { options: { preset: 'toString' }, error: 'write one of trading-bot' },
  { options: { maxBufferBytes: 5 }, error: 'a number from 65536' },
])('options $options are refused', ({ options, error }) => {
  const all = { url: 'http://127.0.0.1:9', key: 'k', target: 'shop', ...options };
  expect(() => createClient(all as never)).toThrow(error);
});
