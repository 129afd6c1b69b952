import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/model/time.ts';
import { openSamples } from '../../src/store/samples/store.ts';
import { openStore } from '../../src/store/sqlite/store.ts';
import { freePort, readyApp, workFolder } from '../support/whole-app.ts';
import { KEY } from '../web/serving.ts';
import { bufferFolder, client } from './standing-in.ts';

const YAML = 'targets:\n  - {name: shop, kind: push, interval: 1s}\n';
const RECORDS = 2_000;
const KILLS = 3;

test('2,000 records that are made while Tocsin is killed and started again all arrive exactly once', async () => {
  using folder = workFolder(YAML);
  const environment = {
    ...{ ANALYTICS_ENABLED: 'true', ANALYTICS_API_KEY: KEY },
    ...{ ANALYTICS_PORT: String(await freePort()), BACKUP_CRON: '0 0 1 1 *' },
  };
  const url = `http://127.0.0.1:${environment.ANALYTICS_PORT}`;
  const bufferDir = bufferFolder();
  const shop = client({ url, key: KEY, bufferDir, flushInterval: 20 });

  let made = 0;
  const record = (count: number) => {
    for (const end = made + count; made < end; made++) {
      shop.recordMetric('order.number', made, { labels: { shop: String(made % 2) } });
    }
  };
  const part = Math.floor(RECORDS / (4 * KILLS));
  for (let kill = 0; kill < KILLS; kill++) {
    const app = await readyApp(folder.path, environment);
    record(part);
    await shop.flush();
    record(part);
    // Some of it is on its way now.
    void shop.flush();
    record(part);
    await app.stop('SIGKILL');
    record(part);
  }
  record(RECORDS - made);
  await using app = await readyApp(folder.path, environment);
  await expect.poll(() => shop.flush(), { timeout: 20_000, interval: 100 }).toBe(true);
  await shop.close();
  await app.stop();

  expect([shop.drops, shop.problems.filter(({ kind }) => kind === 'refused')]).toEqual([[], []]);
  expect(await stored(folder.path)).toEqual(Array.from({ length: RECORDS }, (_, at) => at));
});

async function stored(folder: string): Promise<number[]> {
  await using store = await openStore(join(folder, 'data', 'tocsin.db'), { now: systemClock.now });
  await using samples = await openSamples(join(folder, 'data', 'samples.db'), systemClock);
  const [target] = await store.targets.list();
  const range = { from: 0, to: Date.now() + 60_000, limit: 10 * RECORDS };
  const values: number[] = [];
  for (const name of ['0', '1']) {
    const series = { metric: 'order.number', labels: { shop: name } };
    const points = await samples.points(target?.id ?? 0, series, range);
    values.push(...points.map(({ value }) => value));
  }
  return values.sort((one, other) => one - other);
}
