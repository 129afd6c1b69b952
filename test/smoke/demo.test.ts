import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadDemo } from '../../src/app/demo.ts';
import { runOnce } from '../../src/app/once.ts';
import { loadSettings } from '../../src/app/settings.ts';
import { renderForConsole, UNBROKEN } from '../../src/chat/console/render.ts';
import type { Config } from '../../src/config/config.ts';
import { openStore } from '../../src/store/sqlite/store.ts';
import { freshFolder } from '../store/fresh-folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'tocsin-demo-'));
/** The commands look from the moment at which the history ends. */
const now = Date.now();
let config: Config;

beforeAll(async () => {
  // Everything that is asked of it lies within the last week; two take twice as long.
  await loadDemo({ cwd: folder, folder: '.', days: 7, now });
  config = await configIn(folder);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function configIn(place: string): Promise<Config> {
  const loaded = await loadSettings(place);
  if (loaded.kind !== 'config') throw new Error('the demo wrote a configuration that is refused');
  return loaded.config;
}

async function shown(line: string): Promise<string> {
  const [name = '', ...words] = line.split(' ');
  const ask = { name, input: words.join(' '), user: 'somebody', version: '1' };
  const reply = await runOnce(config, ask);
  return renderForConsole(reply, { width: UNBROKEN, colour: false, zone: config.zone, now });
}

const INCIDENTS = [
  ['app-1', 'Container shop of app-1 was killed for want of memory'],
  ['db-1', 'Disk /var at'],
  ['worker-1', 'Container queue of worker-1 was restarted'],
  ['api-1', 'Check public-api of api-1 takes'],
  ['shared-1', 'Other tenants take'],
] as const;

test.each(INCIDENTS)('what went wrong with %s was told of', async (name, what) => {
  expect(await shown(`alerts resolved target=${name}`)).toContain(what);
});

test('the report of the week names all five, with what brought it and when', async () => {
  const report = await shown('report week');
  for (const [, what] of INCIDENTS) expect(report).toContain(what);
  expect(report).toMatch(
    /Container queue of worker-1 was restarted.* 14:25 .*7 min after deploy 7c1d9e2/,
  );
});

test.each([
  ['app-1', /killed for want of memory.* 13:41/],
  ['db-1', /Disk \/var at .* 0\d:\d\d to 07:24/],
  ['worker-1', /Container queue of worker-1 was restarted.* 14:25 to 16:24/],
  ['api-1', /Check public-api of api-1 takes.* to .* 1[67]:\d\d/],
  ['shared-1', /Other tenants take.* 01:\d\d /],
])('the report of %s says when it was', async (name, told) => {
  const report = await shown(`report week ${name}`);
  expect(report).toMatch(told);
});

test('what a deployment brought names it', async () => {
  const list = await shown('alerts resolved target=worker-1');
  const [, id] = /#(\d+) .*Container queue of worker-1 was restarted/.exec(list) ?? [];
  expect(await shown(`why ${id}`)).toContain('7 min after deploy 7c1d9e2 of queue');
});

test('what filled the disk was seen when the alert fired', async () => {
  const list = await shown('alerts resolved target=db-1');
  const [, id] = /#(\d+) .*Disk \/var at/.exec(list) ?? [];
  expect(await shown(`why ${id}`)).toMatch(/Likely cause: \/var grew .* in the last hour/);
});

test('nothing is left to be sent', async () => {
  await using store = await openStore(config.databaseFile, { now: () => now });
  const { sent, ...others } = await store.outbox.counts();
  expect(sent).toBeGreaterThan(0);
  expect(others).toEqual({ queued: 0, sending: 0, dead: 0 });
});

test('a second load takes the place of the first, and nothing else is touched', async () => {
  const place = freshFolder();
  const order = { cwd: place, folder: 'demo', days: 0, now };
  await loadDemo(order);
  await expect(loadDemo(order)).resolves.toMatchObject({ folder: 'demo', alerts: 0 });
  writeFileSync(join(place, 'tocsin.db'), 'precious');
  await expect(loadDemo({ ...order, folder: '.' })).rejects.toThrow('holds an installation');
});
