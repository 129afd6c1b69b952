import { expect, test } from 'vitest';
import { freePort } from '../support/whole-app.ts';
import { running } from './running.ts';

test('a check that is down before a restart and after it is one failure and one alert', async () => {
  const port = await freePort();
  const yaml = `checks:
  - {name: shop, kind: tcp, host: 127.0.0.1, port: ${port}, interval: 1s}
rules:
  - {name: score_low, when: health.score < -1}
`;
  const first = await running(yaml);
  await first.told(/Check shop fails/);
  const open = (await first.asked('alerts')).data;
  await first.end();
  const second = await running(yaml, {}, first.folder);
  await expect
    .poll(() => second.ask('check show shop'), { timeout: 20_000 })
    .toMatch(/shop: unhealthy/);
  expect((await second.asked('alerts')).data).toEqual(open);
  expect(second.printed().join()).not.toMatch(/Check shop/);
});
