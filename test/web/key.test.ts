import { describe, expect, test } from 'vitest';
import { KEY, pushing, settings } from './serving.ts';

const ROW = { target: 'web-1', metric: 'queue.length', value: 3 };
const BEARER = { authorization: `Bearer ${KEY}` };
const POSTS = [
  '/api/metrics',
  '/api/heartbeat',
  '/api/alerts',
  '/api/alerts/1/acknowledge',
  '/api/alerts/1/resolve',
];

describe('the key', () => {
  test.each(POSTS)('of POST %s is said how to set where there is none', async (path) => {
    const { post } = await pushing({ noKey: true });
    const { status, json } = await post(path, ROW);
    expect(status).toBe(403);
    expect(json.error).toContain('set ANALYTICS_API_KEY');
  });

  test.each([
    { name: 'none', headers: { authorization: '' }, code: 401, says: 'the key is missing' },
    { name: 'another', headers: { authorization: 'Bearer other' }, code: 401, says: 'not the key' },
    {
      name: 'a longer one',
      headers: { authorization: `Bearer ${KEY}x` },
      code: 401,
      says: 'not the key',
    },
    {
      name: 'Basic',
      headers: { authorization: `Basic ${KEY}` },
      code: 401,
      says: 'the key is missing',
    },
    {
      name: 'one as X-API-Key',
      headers: { authorization: '', 'x-api-key': KEY },
      code: 202,
      says: '"accepted":1',
    },
    {
      name: 'one in small letters',
      headers: { authorization: `bearer ${KEY}` },
      code: 202,
      says: '"accepted":1',
    },
  ])('$name: $code', async ({ headers, code, says }) => {
    const { post, world } = await pushing();
    const answer = await post('/api/metrics', ROW, headers);
    expect(answer.status).toBe(code);
    expect(answer.text).toContain(says);
    expect(world.stored).toHaveLength(code === 202 ? 1 : 0);
    if (code === 401) expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  test('in the address is refused, right or wrong', async () => {
    const { post } = await pushing();
    const { status, text: body } = await post(`/api/metrics?api_key=${KEY}`, ROW);
    expect(status).toBe(400);
    expect(body).not.toContain(KEY);
  });

  test('is in no answer, no error and no setting', async () => {
    const store = settings();
    const { post, get, world, ...server } = await pushing({ store });
    const answers = [
      await post('/api/metrics', { ...ROW, idempotency_key: 'once' }),
      await post('/api/metrics', ROW, { authorization: `Bearer ${KEY}x` }),
      await post('/api/metrics', '{'),
      await post('/api/alerts', { message: 'm' }),
      await post(`/nothing?api_key=${KEY}`, ROW),
      await post(`/api/alerts/x/resolve?api_key=${KEY}`, ROW),
    ].map((one) => one.text);
    answers.push(await (await get('/metrics', { headers: BEARER })).text());
    world.broken = true;
    answers.push(
      (await post('/api/metrics', ROW)).text,
      (await post('/api/alerts', { message: 'm' })).text,
    );
    await server.seen[Symbol.asyncDispose]();
    const said = JSON.stringify([answers, [...store.all], world.failed.map(String)]);
    expect(world.failed).toHaveLength(2);
    expect(said).not.toContain(KEY);
  });
});
