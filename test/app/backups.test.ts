import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { backupFolder, openBackups } from '../../src/app/backups.ts';
import { runOnce } from '../../src/app/once.ts';
import { restore, restoredText } from '../../src/app/restore.ts';
import { openStores } from '../../src/app/stores.ts';
import type { Config } from '../../src/config/config.ts';
import type { Log } from '../../src/log/log.ts';
import { freshFolder } from '../store/fresh-folder.ts';
import { aConfig, NOON } from '../support/desk.ts';

const clock = { now: () => NOON, monotonic: () => performance.now() };
const { signal } = new AbortController();

/** Backups of an installation that runs, and what the log was told. */
async function running(more: { patience?: number; config?: Partial<Config> } = {}) {
  const config = aConfig(freshFolder(), more.config);
  const stores = await openStores(config, { clock, signal });
  const told: string[] = [];
  const tell = (line: unknown) => told.push(String(line));
  const log = { info: tell, error: tell } as unknown as Log;
  const backups = openBackups({
    ...{ config: () => config, samples: stores.samples, clock, log, signal },
    ...(more.patience !== undefined && { patience: more.patience }),
  });
  const stop = async () => {
    await backups[Symbol.asyncDispose]();
    await stores[Symbol.asyncDispose]();
  };
  onTestFinished(stop);
  return { config, stores, backups, told, stop };
}

test('a backup is made and listed; who asks meanwhile waits for the same one', async () => {
  const { backups, told, config } = await running();
  const [one, other] = await Promise.all([backups.make(), backups.make()]);
  expect(one).toBe(other);
  expect(one).toMatchObject({ kind: 'made', backup: { name: 'tocsin-20260310-120000', at: NOON } });
  expect(await backups.list()).toEqual({
    kept: [one.kind === 'made' && one.backup],
    folder: backupFolder(config),
    keep: 7,
    makingSince: null,
    failure: null,
  });
  expect(told).toEqual([expect.stringMatching(/^tocsin-20260310-120000 made: .+ in .+ m?s$/)]);
});

test('the calendar makes one with what is not yet on the disk', async () => {
  const { backups, stores, config } = await running();
  const [target] = await stores.store.targets.sync(config.targets, NOON);
  const series = { metric: 'a', labels: {} };
  await stores.samples.append(target?.id ?? 0, NOON, [{ ...series, value: 5 }]);
  const job = backups.job();
  expect(job).toMatchObject({ name: 'backup', at: '30 3 * * *', zone: 'Europe/Berlin' });
  await job.run(NOON, signal);
  const elsewhere = aConfig(freshFolder());
  const [name = ''] = readdirSync(backupFolder(config));
  await restore(elsewhere, join(backupFolder(config), name), { cwd: '/', confirm: false });
  await using restored = await openStores(elsewhere, { clock, signal });
  const range = { from: NOON, to: NOON + 1, limit: 9 };
  const points = await restored.samples.points(target?.id ?? 0, series, range);
  expect(points).toEqual([{ at: NOON, value: 5 }]);
});

test('one that takes long goes on without whoever asked', async () => {
  const { backups } = await running({ patience: 0 });
  expect(await backups.make()).toEqual({ kind: 'going on', since: NOON });
  expect((await backups.list()).makingSince).toBe(NOON);
  expect(await backups.settled()).toBe(true);
  expect((await backups.list()).kept).toHaveLength(1);
  expect(await backups.settled()).toBe(false);
});

test('a failure is one line in the log and in the list, until one is made again', async () => {
  const folder = join(freshFolder(), 'backups');
  writeFileSync(folder, '');
  const config = { backup: { folder, at: '30 3 * * *', keep: 7 } };
  const { backups, told } = await running({ config });
  const reason = `cannot write ${folder}: a file stands in its place; choose another`;
  expect(await backups.make()).toEqual({ kind: 'failed', reason });
  expect(told).toEqual([`backup failed: ${reason}`]);
  expect(await backups.list()).toMatchObject({
    kept: [],
    failure: { at: NOON, reason: expect.stringContaining(`cannot read ${folder}: a part of that`) },
  });
  await expect(backups.job().run(NOON, signal)).rejects.toThrow(reason);
  expect(told).toHaveLength(1);
});

test('a restore waits for nobody: while Tocsin runs it is refused', async () => {
  const { backups, config, stop } = await running();
  await backups.make();
  const how = { cwd: '/', confirm: true };
  await expect(restore(config, 'tocsin-20260310-120000', how)).rejects.toThrow(
    `Tocsin is running already on ${config.dataDir}: stop it`,
  );
  await stop();
  expect(await restore(config, 'tocsin-20260310-120000', how)).toMatchObject({ kind: 'restored' });
});

test('a restore over something asks first, and says what was moved where', async () => {
  const { backups, config, stop } = await running();
  await backups.make();
  await stop();
  const asked = await restore(config, 'tocsin-20260310-120000', { cwd: '/', confirm: false });
  expect(asked).toMatchObject({ kind: 'unconfirmed' });
  expect(restoredText(asked)).toMatch(/ is good\. [\s\S]+tocsin\.db\nNothing was changed/);
  expect(readdirSync(config.dataDir).filter((name) => name.includes('before'))).toEqual([]);
  const cwd = backupFolder(config);
  const done = await restore(config, './tocsin-20260310-120000', { cwd, confirm: true });
  expect(restoredText(done)).toMatch(/^Restored from [\s\S]+before-restore-[\s\S]+Start Tocsin/);
  await expect(restore(config, 'nope', { cwd, confirm: true })).rejects.toThrow(
    `there is no backup nope: those in ${cwd} are kept`,
  );
});

test('the command works on what is stored, when nothing runs', async () => {
  const config = aConfig(freshFolder());
  const ask = (input: string) =>
    runOnce(config, { name: 'backup', input, user: 'root', version: '1.2.3' });
  expect((await ask('list')).data).toMatchObject({ made: null, backups: [] });
  const { data } = await ask('');
  expect(data).toMatchObject({ made: expect.stringMatching(/^tocsin-/), failure: null });
  const { made } = data as { made: string };
  expect(existsSync(join(backupFolder(config), made, 'tocsin.db'))).toBe(true);
});
