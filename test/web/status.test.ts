import { describe, expect, test } from 'vitest';
import type { AlertFilter } from '../../src/web/status-routes.ts';
import { pushingApp } from './pushing-app.ts';
import { KEY, pushing } from './serving.ts';

const headers = { authorization: `Bearer ${KEY}` };

test('nothing is shown without the key', async () => {
  const { get } = await pushing();
  expect([(await get('/api/status')).status, (await get('/api/alerts')).status]).toEqual([
    401, 401,
  ]);
});

describe('what is asked of GET /api/alerts', () => {
  test.each([
    { query: '', filter: { state: 'open', severity: null, target: null, limit: 100 } },
    {
      query: '?state=resolved&severity=critical&target=db-1&limit=7',
      filter: { state: 'resolved', severity: 'critical', target: 2, limit: 7 },
    },
  ])('"$query" is understood', async ({ query, filter }) => {
    const asked: AlertFilter[] = [];
    const alerts = async (one: AlertFilter) => {
      asked.push(one);
      return { alerts: [], total: 0 };
    };
    const { get } = await pushing({ status: { alerts } });
    const answer = await get(`/api/alerts${query}`, { headers });
    expect(await answer.json()).toEqual({ alerts: [], total: 0 });
    expect(asked).toEqual([filter]);
  });

  test.each([
    { query: '?state=closed', error: 'write one of open, pending' },
    { query: '?severity=bad', error: 'write one of info' },
    { query: '?target=db-2', error: 'did you mean db-1' },
    { query: '?limit=0', error: 'a number from 1 to 500' },
    { query: '?page=2', error: 'is no field' },
    { query: '?state=open&state=firing', error: 'write one of open' },
  ])('"$query" is refused', async ({ query, error }) => {
    const { get } = await pushing();
    const answer = await get(`/api/alerts${query}`, { headers });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({ error: expect.stringContaining(error) });
  });
});

test('the status counts open alerts by severity and names every target with its score', async () => {
  const app = await pushingApp();
  const get = async (path: string) => (await fetch(`${app.address}${path}`, { headers })).json();
  await expect
    .poll(() => get('/api/status'), { timeout: 10_000, interval: 100 })
    .toMatchObject({ overall_health: 'healthy', score: expect.any(Number) });
  const { json } = await app.post('/api/alerts', {
    ...{ message: 'Refused', severity: 'critical', target: 'here', type: 'payment' },
  });
  const [id] = json['ids'] as number[];
  expect(await get('/api/status')).toEqual({
    overall_health: 'unhealthy',
    score: expect.any(Number),
    status: expect.stringMatching(/^[A-Z ]+$/),
    uptime: expect.stringMatching(/s$/),
    uptime_seconds: expect.any(Number),
    active_alerts: {
      total: 1,
      by_severity: { info: 0, warning: 0, error: 0, critical: 1, emergency: 0 },
    },
    targets: [
      {
        name: 'here',
        score: expect.any(Number),
        status: expect.any(String),
        last_check: expect.stringMatching(/Z$/),
        data_age_s: expect.any(Number),
        unreachable_since: null,
        paused: null,
      },
    ],
    version: '1.2.3',
  });
  await app.post(`/api/alerts/${id}/acknowledge`, { user: 'deploy' });
  expect(await get('/api/alerts?target=here')).toEqual({
    total: 1,
    alerts: [
      expect.objectContaining({
        ...{ id, target: 'here', alert_type: 'payment', severity: 'critical', message: 'Refused' },
        ...{ state: 'acknowledged', acknowledged_by: 'deploy', count: 1, resolved_at: null },
        created_at: expect.stringMatching(/Z$/),
        updated_at: expect.stringMatching(/Z$/),
        acknowledged_at: expect.stringMatching(/Z$/),
      }),
    ],
  });
  await app.post(`/api/alerts/${id}/resolve`, {});
  expect(await get('/api/alerts')).toEqual({ alerts: [], total: 0 });
  expect(await get('/api/status')).toMatchObject({ overall_health: 'healthy' });

  // What nobody looks at is neither missing nor unhealthy.
  await app.post('/api/alerts', {
    ...{ message: 'Refused', severity: 'critical', target: 'here', type: 'payment' },
  });
  await app.asked('targets pause here');
  expect(await get('/api/status')).toMatchObject({
    overall_health: 'healthy',
    targets: [
      {
        ...{ name: 'here', score: null, status: 'PAUSED' },
        paused: { by: 'root', since: expect.stringMatching(/Z$/), until: null },
      },
    ],
  });
});
