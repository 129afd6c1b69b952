import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openStores } from '../../src/app/stores.ts';
import { loadConfig } from '../../src/config/load.ts';
import { DAY, MINUTE, systemClock } from '../../src/model/time.ts';
import { StoreError } from '../../src/store/ports.ts';
import { openSamples } from '../../src/store/samples/store.ts';
import { freshFolder } from '../store/fresh-folder.ts';

const options = { clock: systemClock, signal: new AbortController().signal, wait: 0 };

/** Opens what these two variables name, as a process with them would. */
async function open(dataDir: string, databaseFile?: string, report = (_line: string) => {}) {
  const environment = {
    TOCSIN_DATA_DIR: dataDir,
    ...(databaseFile === undefined ? {} : { DATABASE_URL: `file:${databaseFile}` }),
  };
  const checks = { presets: ['base'], checkExpression: () => null };
  const loaded = await loadConfig({ cwd: dataDir, environment, ...checks });
  if (loaded.kind === 'refused') throw new Error(JSON.stringify(loaded.problems));
  return await openStores(loaded.config, { ...options, report });
}

test('one data directory is used by one process', async () => {
  const data = freshFolder();
  await using _first = await open(data);
  await expect(open(data)).rejects.toThrow(
    new StoreError(
      `Tocsin is running already on ${data}: stop it, or set TOCSIN_DATA_DIR to another folder`,
    ),
  );
});

test.each([
  { name: 'in a folder of its own', file: 'x.db', other: 'x.db' },
  { name: 'beside another, with the samples of both in one file', file: 'x.db', other: 'y.db' },
])('one database $name is used by one data directory', async ({ file, other }) => {
  const shared = freshFolder();
  const first = await open(freshFolder(), join(shared, file));
  const wanted = join(shared, other);
  await expect(open(freshFolder(), wanted)).rejects.toThrow(
    new StoreError(
      `Tocsin is running already on ${wanted}: stop it, or write another file in another folder into DATABASE_URL`,
    ),
  );
  await first[Symbol.asyncDispose]();
  await using second = await open(freshFolder(), wanted);
  expect(second.notices).toEqual([]);
});

test("the database of another's data directory is that process's own", async () => {
  const data = freshFolder();
  await using _first = await open(data);
  await expect(open(freshFolder(), join(data, 'tocsin.db'))).rejects.toThrow(
    'tocsin.db: stop it, or write another file',
  );
});

test('a refused start holds nothing', async () => {
  const shared = join(freshFolder(), 'x.db');
  const own = freshFolder();
  await using _first = await open(freshFolder(), shared);
  await expect(open(own, shared)).rejects.toThrow(StoreError);
  await using again = await open(own);
  expect(again.notices).toEqual([]);
});

test('a data directory that leads to the folder of its database by another name is one folder', async () => {
  const folder = freshFolder();
  mkdirSync(join(folder, 'real'));
  symlinkSync(join(folder, 'real'), join(folder, 'link'));
  await using stores = await open(join(folder, 'link'), join(folder, 'real', 'x.db'));
  expect(stores.notices).toEqual([]);
});

test('samples that cannot be read are told', async () => {
  const data = freshFolder();
  const yesterday = Math.floor(Date.now() / DAY) * DAY - DAY;
  const series = { metric: 'system.cpu', labels: {} };
  {
    await using samples = await openSamples(join(data, 'samples.db'), { now: Date.now });
    await samples.append(1, yesterday + MINUTE, [{ ...series, value: 5 }]);
    await samples.settle();
  }
  const raw = new Sqlite(join(data, 'samples.db'));
  raw.exec('update chunks set chunk = zeroblob(40)');
  raw.close();
  const told: string[] = [];
  await using stores = await open(data, undefined, (line) => told.push(line));
  const range = { from: 0, to: Date.now(), limit: 10 };
  expect(await stores.samples.points(1, series, range)).toEqual([]);
  expect(told).toEqual([expect.stringMatching(/^samples of target 1, system.cpu .* are left out/)]);
});
