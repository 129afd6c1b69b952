import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { tapped } from '../../src/app/forwarding.ts';
import type { SampleRow } from '../../src/store/samples/port.ts';
import { openSamples } from '../../src/store/samples/store.ts';
import { serving } from '../forward/receiver.ts';
import { freshFolder } from '../store/fresh-folder.ts';
import { freePort, waitFor } from '../support/whole-app.ts';
import { KEY } from '../web/serving.ts';
import { parseOpenMetrics } from '../web/strict-parser.ts';
import { running, yamlWith } from './running.ts';

interface Row {
  readonly target: string;
  readonly metric: string;
  readonly labels: Record<string, string>;
  readonly value: number;
}

/** A receiver whose answer a test may change. */
async function receiving() {
  const world = { status: 204 };
  const rows: Row[] = [];
  const url = await serving(async (request, response) => {
    const body = JSON.parse(await text(request)) as { samples: Row[] };
    if (world.status < 300) rows.push(...body.samples);
    response.writeHead(world.status).end(`you sent ${request.headers.authorization}`);
  });
  return { url, world, rows };
}

test('rounds, what programs push and the audit of the monitor itself are pushed on', async () => {
  const { url, rows } = await receiving();
  const port = await freePort();
  const app = await running(yamlWith(), {
    ...{ ANALYTICS_ENABLED: 'true', ANALYTICS_PORT: String(port), ANALYTICS_API_KEY: KEY },
    ...{ EXPORT_PUSH_URL: url, EXPORT_PUSH_TOKEN: 'push-token-1' },
  });
  const address = `http://127.0.0.1:${port}`;
  const headers = { authorization: `Bearer ${KEY}` };
  const pushed = [
    { target: 'here', metric: 'queue.length', value: 12, labels: { queue: 'mail' } },
    { target: 'nowhere', metric: 'queue.length', value: 13 },
  ];
  await fetch(`${address}/api/metrics`, { method: 'POST', headers, body: JSON.stringify(pushed) });
  const has = (metric: string) => rows.find((row) => row.metric === metric);
  await waitFor(() => has('queue.length') && has('system.uptime') && has('health.score'));
  expect(has('queue.length')).toMatchObject({
    ...{ target: 'here', labels: { queue: 'mail' }, value: 12, unit: 'none' },
  });
  expect(has('system.uptime')).toMatchObject({ target: 'here', unit: 'seconds' });
  expect(rows.filter(({ metric }) => metric === 'queue.length')).toHaveLength(1);
  await expect.poll(() => app.ask('about')).toMatch(/Export push\s+taken .*, \d+ waiting/);
  const answer = await fetch(`${address}/metrics`, {
    headers: { ...headers, accept: 'application/openmetrics-text' },
  });
  const families = [...parseOpenMetrics(await answer.text()).keys()].join(' ');
  for (const name of ['waiting', 'oldest_seconds', 'sent', 'dropped', 'rejected']) {
    expect(families).toContain(`tocsin_forward_${name}`);
  }
});

test('a destination that is away is said once, without its secrets, and everything else goes on', async () => {
  const { url, world, rows } = await receiving();
  world.status = 503;
  const environment = { EXPORT_PUSH_URL: url, EXPORT_PUSH_TOKEN: 'push-token-1' };
  const app = await running(yamlWith(), environment);
  await waitFor(() => app.log().includes('samples are kept, trying again'));
  expect(await app.ask('about')).toMatch(/Export push\s+nothing taken yet, \d+ waiting, HTTP 503/);
  expect(await app.ask('status')).toContain('here');
  const shown = `${app.log()}${await app.ask('about')}${await app.ask('config show')}`;
  expect(shown).not.toContain('push-token-1');
  expect(app.log().split('trying again')).toHaveLength(2);
  world.status = 204;
  await waitFor(() => rows.length > 0);
  await waitFor(() => app.log().includes('export push: samples arrive again'));
});

test('a reload adds and removes destinations, and keeps their queues', async () => {
  const [one, two] = [await receiving(), await receiving()];
  one.world.status = 503;
  const exports = (...all: string[]) =>
    yamlWith('', `exports:\n${all.map((entry) => `  - ${entry}\n`).join('')}`);
  const lake = `{name: lake, kind: url, url: "${one.url}", match: {metrics: [system.]}, labels: {site: home}}`;
  const other = `{name: other, kind: url, url: "${two.url}"}`;
  const app = await running(exports(lake));
  await waitFor(() => app.log().includes('export lake: HTTP 503'));
  app.write(exports(other));
  expect(await app.ask('config reload')).toContain('export lake');
  await waitFor(() => two.rows.length > 0);
  expect(await app.ask('about')).not.toContain('Export lake');
  expect(app.log()).toContain('samples wait for lake, which is configured no more');
  expect(readdirSync(join(app.folder, 'data/forward/lake')).length).toBeGreaterThan(1);
  one.world.status = 204;
  app.write(exports(other, lake));
  await app.ask('config reload');
  const [first] = await waitFor(() => one.rows.length > 0 && one.rows);
  expect(first).toMatchObject({ target: 'here', labels: { site: 'home' } });
  expect(one.rows.every(({ metric }) => metric.startsWith('system.'))).toBe(true);
});

test('only what was stored is told of, by whichever way it came', async () => {
  await using samples = await openSamples(join(freshFolder(), 'samples.db'), { now: Date.now });
  const told: SampleRow[] = [];
  const tap = tapped(samples, (stored) => told.push(...stored));
  const at = Date.now();
  const reading = (value: number) => ({ metric: 'a', labels: {}, value });
  await tap.append(1, at, [reading(1), reading(Number.NaN)]);
  const row = { target: 1, metric: 'a', labels: {}, at, value: 2 };
  const rows = [row, { ...row, at: at + 1e12, value: 3 }, { ...row, metric: '', value: 4 }];
  expect((await tap.ingest(rows)).refused.map(({ index }) => index)).toEqual([1, 2]);
  expect(told.map(({ value }) => value)).toEqual([1, 2]);
  expect((await tap.stats()).accepted).toBe(2);
});
