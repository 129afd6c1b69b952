import { expect, test } from 'vitest';
import { KEY, pushing } from '../serving.ts';

const PATHS = ['/api/v2/alerts', '/api/alertmanager', '/api/grafana', '/api/uptime-kuma'];
const alert = (name: string) => ({ labels: { alertname: name } });

test('alerts of Prometheus are taken one by one, and each bad one is named', async () => {
  const { post, world } = await pushing();
  const body = [
    alert('A'),
    { labels: 5 },
    { ...alert('B'), labels: { alertname: 'B', big: 'x'.repeat(600) } },
  ];
  expect(await post('/api/v2/alerts', body)).toMatchObject({
    status: 200,
    json: {
      accepted: 2,
      rejected: [{ index: 1, reason: 'labels: 5 — write an object of texts' }],
      cut: [{ index: 2, reason: 'label "big" has 600 characters: cut to 500' }],
    },
  });
  expect(world.foreign.map(({ rule }) => rule)).toEqual(['A', 'B']);
});

test('webhooks go to the parser of their product', async () => {
  const { post, world } = await pushing();
  const body = { alerts: [{ status: 'firing', ...alert('A') }], truncatedAlerts: 2 };
  expect((await post('/api/alertmanager', body)).json).toMatchObject({
    accepted: 1,
    left_out_by_sender: 2,
  });
  expect((await post('/api/grafana', body)).status).toBe(200);
  const kuma = { heartbeat: { status: 0, msg: 'x' }, monitor: { id: 1, name: 'shop' }, msg: '' };
  expect((await post('/api/uptime-kuma', kuma)).status).toBe(200);
  expect(world.foreign.map(({ source }) => source)).toEqual([
    'alertmanager',
    'grafana',
    'uptime-kuma',
  ]);
});

test.each(PATHS)('%s wants the key, as a header, as bearer or as password', async (path) => {
  const { get } = await pushing();
  const asked = async (headers: Record<string, string>) =>
    (await get(path, { method: 'POST', headers, body: '{' })).status;
  const basic = (password: string) => ({
    authorization: `Basic ${Buffer.from(`any:${password}`).toString('base64')}`,
  });
  expect(await asked({})).toBe(401);
  expect(await asked({ authorization: 'Bearer wrong' })).toBe(401);
  expect(await asked(basic('wrong'))).toBe(401);
  expect(await asked({ 'x-api-key': KEY })).toBe(400);
  expect(await asked({ authorization: `Bearer ${KEY}` })).toBe(400);
  expect(await asked(basic(KEY))).toBe(400);
});

test.each([
  { path: '/api/v2/alerts', body: [{ labels: 5 }], error: /labels: 5/ },
  { path: '/api/v2/alerts', body: '[{"labels":', error: /cut off/ },
  { path: '/api/alertmanager', body: '', error: /the body is empty/ },
  { path: '/api/alertmanager', body: '{"a":1,"a":2}', error: /twice/ },
  { path: '/api/grafana', body: { title: 'old' }, error: /no list `alerts`/ },
  { path: '/api/uptime-kuma', body: 'msg=x', error: /no valid JSON/ },
  {
    path: '/api/alertmanager',
    body: `{"alerts":${'['.repeat(40)}${']'.repeat(40)}}`,
    error: /nested/,
  },
])('$path with $body is refused with the reason', async ({ path, body, error }) => {
  const { post, world } = await pushing();
  expect(await post(path, body)).toMatchObject({
    status: 400,
    json: { error: expect.stringMatching(error) },
  });
  expect(world.foreign).toEqual([]);
});

test('10,000 alerts at once are taken; more, or more than 8 MiB, are refused with the limit', async () => {
  const { post, world } = await pushing();
  const many = Array.from({ length: 10_001 }, (_, at) => alert(`A${at}`));
  expect((await post('/api/v2/alerts', many.slice(1))).json).toMatchObject({ accepted: 10_000 });
  expect(await post('/api/v2/alerts', many)).toMatchObject({
    status: 413,
    json: { error: 'the body has more than 10000 alerts — send them in several requests' },
  });
  expect(await post('/api/alertmanager', `{"a": "${'x'.repeat(8_388_608)}"}`)).toMatchObject({
    status: 413,
    json: { error: 'the body is larger than 8 MiB — send fewer rows in one request' },
  });
  expect(world.foreign).toHaveLength(10_000);
});

test('what finds no room is to be sent again, and so is what could not be stored', async () => {
  const { post, world } = await pushing({ room: 1 });
  const answer = await post('/api/v2/alerts', [alert('A'), alert('B')]);
  expect(answer).toMatchObject({
    status: 503,
    json: { error: expect.stringMatching(/^1 of them: too many/) },
  });
  expect(answer.headers.get('retry-after')).toBe('60');
  world.broken = true;
  expect((await post('/api/v2/alerts', [alert('A')])).status).toBe(500);
});

test('more than 100 requests a second are asked to wait', async () => {
  const { post } = await pushing({ clock: { monotonic: () => 0 } });
  for (let sent = 0; sent < 100; sent++) await post('/api/grafana', '{}');
  const answer = await post('/api/v2/alerts', [alert('A')]);
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '1']);
});
