import { createSocket } from 'node:dgram';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../support/whole-app.ts';
import { KEY } from '../web/serving.ts';
import { running, yamlWith } from './running.ts';

const PATIENCE = { timeout: 30_000, interval: 100 };

test('StatsD reaches the rules, and what has no key is said in the log', async () => {
  const port = await freePort();
  const rules = '\n  - {name: many_open, when: jobs.open > 10, message: "Too many jobs: {value}"}';
  const app = await running(yamlWith(rules), {
    ...{ STATSD_PORT: String(port), ANALYTICS_API_KEY: KEY },
  });
  const socket = createSocket('udp4');
  onTestFinished(() => void socket.close());
  socket.send(`jobs.open:25|g|#api_key:${KEY}\njobs.open:1|g`, port, '127.0.0.1');
  await expect.poll(() => app.printed().join(), PATIENCE).toContain('Too many jobs: 25');
  await expect.poll(app.log, PATIENCE).toContain('StatsD: 1 were refused, the last: the key');
  expect(app.log()).not.toContain(KEY);
}, 40_000);

test('without a key StatsD is not taken, and that is said', async () => {
  const app = await running(yamlWith(), { STATSD_PORT: String(await freePort()) });
  expect(app.log()).toContain('StatsD is not taken: set ANALYTICS_API_KEY too');
});
