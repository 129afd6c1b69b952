import { expect, test } from 'vitest';
import { pushingApp } from '../web/pushing-app.ts';

const YAML = `targets:
  - {name: shop, kind: push, preset: trading-bot, interval: 1s, silent_after: 2s}
rules:
  - {name: target_unreachable, when: target.reachable == false, severity: critical, message: "{target} cannot be reached"}
settings: {startup_grace: 0s}
`;
const PATIENCE = { timeout: 15_000, interval: 100 };

test('an application that tells by itself is scored and judged by its preset, and missed when it falls silent', async () => {
  const app = await pushingApp({ yaml: YAML });
  await expect.poll(() => app.ask('health shop'), PATIENCE).toContain('nothing has arrived yet');
  expect(await app.ask('alerts')).toContain('No open alerts');

  const row = (metric: string, value: number) => ({ target: 'shop', metric, value });
  const tell = () => app.post('/api/metrics', [row('api.up', 0), row('win_rate', 70)]);
  await tell();
  await app.told(/API connection of shop failed/);
  await expect.poll(() => app.ask('health shop'), PATIENCE).toContain('shop: 70/100');

  await app.told(/shop cannot be reached: nothing has arrived for \d s/);
  await expect.poll(() => app.ask('health shop'), PATIENCE).toContain('nothing has arrived for');
  await app.post('/api/heartbeat', { target: 'shop' });
  await expect.poll(() => app.ask('alerts'), PATIENCE).not.toContain('cannot be reached');
});
