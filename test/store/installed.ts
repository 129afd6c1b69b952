import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { type BackupOrder, makeBackup } from '../../src/store/backup.ts';
import { partsIn } from '../../src/store/backup-copy.ts';
import { openSamples } from '../../src/store/samples/store.ts';
import { openStore } from '../../src/store/sqlite/store.ts';
import { aTarget } from './fixtures.ts';
import { freshFolder } from './fresh-folder.ts';

export const NIGHT = Date.UTC(2026, 10, 24, 3, 30);
export const now = () => NIGHT;
const { signal } = new AbortController();

/** An installation that has stored something, closed; `megabytes` more make its copy last. */
export async function installation(megabytes = 0): Promise<string> {
  const home = freshFolder();
  const files = partsIn(home);
  await using store = await openStore(files['tocsin.db'], { now });
  await using samples = await openSamples(files['samples.db'], { now });
  const [target] = await store.targets.sync([aTarget()], 1);
  await samples.append(target?.id ?? 0, NIGHT - 1, [{ metric: 'a', labels: {}, value: 7 }]);
  await store.settings.set('word', 'before');
  if (megabytes > 0) {
    change(files['tocsin.db'], (raw) => {
      raw.exec('create table filler (body blob)');
      const add = raw.prepare('insert into filler values (randomblob(1000000))');
      for (let n = 0; n < megabytes; n++) add.run();
    });
  }
  return home;
}

export function change(file: string, work: (raw: Sqlite.Database) => void): void {
  const raw = new Sqlite(file);
  work(raw);
  raw.close();
}

export function backUp(home: string, more: Partial<BackupOrder> = {}) {
  const order = { files: partsIn(home), folder: join(home, 'backups'), keep: 7, at: NIGHT };
  return makeBackup({ ...order, ...more }, signal);
}
