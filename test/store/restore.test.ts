import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { partsIn } from '../../src/store/backup-copy.ts';
import { StoreError } from '../../src/store/ports.ts';
import { restoreBackup } from '../../src/store/restore.ts';
import { openSamples } from '../../src/store/samples/store.ts';
import { openStore } from '../../src/store/sqlite/store.ts';
import { freshFolder } from './fresh-folder.ts';
import { backUp, change, installation, NIGHT, now } from './installed.ts';

test('a restored backup is a working store, and what was there is moved aside', async () => {
  const home = await installation();
  const files = partsIn(home);
  const { backup } = await backUp(home);
  {
    await using store = await openStore(files['tocsin.db'], { now });
    await store.settings.set('word', 'after');
  }
  writeFileSync(`${files['tocsin.db']}-wal`, '');
  // Its entries name targets by the numbers of what was there.
  writeFileSync(join(home, 'logs.db'), 'entries');
  const moved = await restoreBackup(join(home, 'backups', backup.name), files, now);
  await using store = await openStore(files['tocsin.db'], { now });
  await using samples = await openSamples(files['samples.db'], { now });
  expect([...store.notices, ...samples.notices]).toEqual([]);
  expect(await store.settings.get('word')).toBe('before');
  const [target] = await store.targets.list();
  const series = { metric: 'a', labels: {} };
  const range = { from: 0, to: NIGHT, limit: 10 };
  expect(await samples.points(target?.id ?? 0, series, range)).toEqual([
    { at: NIGHT - 1, value: 7 },
  ]);
  await store.settings.set('word', 'goes on');
  expect(moved.map((path) => path.slice(home.length + 1)).sort()).toEqual([
    'logs.db.before-restore-20261124T033000.000Z',
    'samples.db.before-restore-20261124T033000.000Z',
    'tocsin.db.before-restore-20261124T033000.000Z',
  ]);
  const aside = moved.find((path) => path.includes('tocsin.db')) ?? '';
  await using old = await openStore(aside, { now });
  expect(await old.settings.get('word')).toBe('after');
});

test('a restore where nothing is begins from the backup', async () => {
  const home = await installation();
  const { backup } = await backUp(home);
  const elsewhere = freshFolder();
  const from = join(home, 'backups', backup.name);
  expect(await restoreBackup(from, partsIn(elsewhere), now)).toEqual([]);
  await using store = await openStore(partsIn(elsewhere)['tocsin.db'], { now });
  expect(await store.settings.get('word')).toBe('before');
  expect(readdirSync(elsewhere)).not.toContain('.tocsin-restore.part');
});

test.each([
  {
    name: 'with a damaged page',
    spoil(folder: string) {
      const bytes = readFileSync(join(folder, 'tocsin.db'));
      bytes.fill(0xa5, 4096 * 3, 4096 * 6);
      writeFileSync(join(folder, 'tocsin.db'), bytes);
    },
    says: /tocsin\.db is damaged \(.+\); nothing was restored$/,
  },
  {
    name: 'that is garbage',
    spoil: (folder: string) => writeFileSync(join(folder, 'samples.db'), 'no database\n'.repeat(9)),
    says: /samples\.db is damaged \(SQLITE_NOTADB\); nothing was restored$/,
  },
  {
    name: 'that is empty',
    spoil: (folder: string) => writeFileSync(join(folder, 'tocsin.db'), ''),
    says: /tocsin\.db is empty; nothing was restored$/,
  },
  {
    name: 'that is not whole',
    spoil: (folder: string) => rmSync(join(folder, 'samples.db')),
    says: /samples\.db is missing; nothing was restored$/,
  },
  {
    name: 'with its files mixed up',
    spoil: (folder: string) => renameSync(join(folder, 'tocsin.db'), join(folder, 'samples.db')),
    says: /samples\.db is not a database of this kind; nothing was restored$/,
  },
  {
    name: 'of something else',
    spoil(folder: string) {
      rmSync(join(folder, 'tocsin.db'));
      change(join(folder, 'tocsin.db'), (raw) => raw.exec('create table a (b)'));
    },
    says: /tocsin\.db is not a database of this kind; nothing was restored$/,
  },
  {
    name: 'of a newer schema',
    spoil: (folder: string) =>
      change(join(folder, 'tocsin.db'), (raw) => raw.pragma('user_version = 99')),
    says: /tocsin\.db was written by a newer Tocsin \(schema 99, .+\); nothing was restored$/,
  },
])('a backup $name is refused in one line, and nothing is touched', async ({ spoil, says }) => {
  const home = await installation();
  const { backup } = await backUp(home);
  const folder = join(home, 'backups', backup.name);
  spoil(folder);
  const before = readdirSync(home).sort();
  const error = await restoreBackup(folder, partsIn(home), now).catch((one: unknown) => one);
  expect(error).toBeInstanceOf(StoreError);
  expect((error as Error).message).toMatch(says);
  expect((error as Error).message).not.toContain('\n');
  expect(readdirSync(home).sort()).toEqual(before);
});
