import { expect, test } from 'vitest';
import { pushingApp } from './pushing-app.ts';

const RULES = `
  - {name: queue_long, when: queue.length > 100, severity: error, message: "Queue {queue} has {value}"}
  - {name: orders_high, when: "avg('orders.open', '5m') > 10", severity: error, message: "Many orders"}
  - {name: reached_by_push, when: target.reachable and queue.length > 100, severity: error}
`;
const PATIENCE = { timeout: 10_000, interval: 100 };

test('a pushed value fires a rule and clears it, and tells nothing of whether its target is there', async () => {
  const app = await pushingApp({ rules: RULES });
  const row = { target: 'here', metric: 'queue.length', labels: { queue: 'mail' } };
  await app.post('/api/metrics', { ...row, value: 500 });
  await app.told(/Queue mail has 500/);
  await app.post('/api/metrics', { ...row, value: 5, at: Date.now() + 5 });
  await expect.poll(() => app.ask('alerts'), PATIENCE).not.toContain('Queue mail');
  expect(app.printed().join('\n')).not.toContain('reached_by_push');
});

test('points that come together count one by one in a window', async () => {
  const app = await pushingApp({ rules: RULES });
  const now = Date.now();
  const rows = [0, 0, 0, 100].map((value, index) => {
    return { target: 'here', metric: 'orders.open', value, at: now - 4_000 + 1_000 * index };
  });
  expect((await app.post('/api/metrics', rows)).json).toMatchObject({ accepted: 4 });
  await app.told(/Many orders/);
});
