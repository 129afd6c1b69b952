import { expect, test } from 'vitest';
import { pushingApp } from './pushing-app.ts';
import { KEY } from './serving.ts';

const PATIENCE = { timeout: 10_000, interval: 100 };

test('a pushed value is scraped beside what is measured and the process itself', async () => {
  const app = await pushingApp();
  const row = { target: 'here', metric: 'queue.length', labels: { queue: 'mail' }, value: 5 };
  expect((await app.post('/api/metrics', row)).json).toMatchObject({ accepted: 1 });
  await expect
    .poll(async () => [...(await app.metrics()).keys()], PATIENCE)
    .toEqual(
      expect.arrayContaining([
        ...['queue_length', 'system_cpu', 'health_score', 'tocsin_outbox_waiting', 'tocsin_info'],
        ...['tocsin_alerts_open', 'tocsin_event_loop_lag_seconds', 'process_resident_memory_bytes'],
      ]),
    );
  const labels = { target: 'here', queue: 'mail' };
  expect((await app.metrics()).get('queue_length')?.samples).toMatchObject([{ labels, value: 5 }]);
  expect(app.log()).not.toContain(KEY);
});

test('an alert of a program is told, found by its fingerprint, acknowledged and resolved', async () => {
  const app = await pushingApp();
  const alert = {
    message: 'Payments refused',
    severity: 'critical',
    target: 'here',
    fingerprint: 'pay',
  };
  const { json } = await app.post('/api/alerts', [alert, alert]);
  const [id] = json['ids'] as number[];
  expect(json).toEqual({ accepted: 1, duplicate: 1, rejected: [], ids: [id, id] });
  await app.told(/Payments refused/);
  const act = (action: string, body: object) => app.post(`/api/alerts/${id}/${action}`, body);
  const taken = await act('acknowledge', { user: 'deploy', note: 'on it' });
  expect(taken.json).toMatchObject({ state: 'acknowledged', by: 'deploy', note: 'on it' });
  const over = await act('resolve', { user: 'deploy', false_positive: true });
  expect(over.json).toMatchObject({ state: 'resolved', by: 'deploy' });
  expect((await act('resolve', {})).status).toBe(409);
  expect((await app.post('/api/alerts/999/resolve', {})).status).toBe(404);
  expect((await app.post('/api/alerts', alert)).json).toMatchObject({ accepted: 1, duplicate: 0 });
});
