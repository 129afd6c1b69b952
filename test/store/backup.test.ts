import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { listBackups, makeBackup } from '../../src/store/backup.ts';
import { partsIn } from '../../src/store/backup-copy.ts';
import { StoreError } from '../../src/store/ports.ts';
import { checkBackup } from '../../src/store/restore.ts';
import { often } from '../support/often.ts';
import { startChild } from './children.ts';
import { freshFolder } from './fresh-folder.ts';
import { backUp, installation, NIGHT } from './installed.ts';

const MINUTE = 60_000;
const KILLS = often(4, 20);

test('a backup is two files that stand alone, for their owner only', async () => {
  const home = await installation();
  const { backup } = await backUp(home);
  expect(backup).toMatchObject({ name: 'tocsin-20261124-033000', at: NIGHT });
  const folder = join(home, 'backups', backup.name);
  expect(readdirSync(folder).sort()).toEqual(['samples.db', 'tocsin.db']);
  for (const path of [join(home, 'backups'), folder]) {
    expect(statSync(path).mode & 0o777, path).toBe(0o700);
  }
  const sizes = readdirSync(folder).map((name) => {
    expect(statSync(join(folder, name)).mode & 0o777, name).toBe(0o600);
    return statSync(join(folder, name)).size;
  });
  expect(backup.bytes).toBe((sizes[0] ?? 0) + (sizes[1] ?? 0));
  expect(listBackups(partsIn(home)['tocsin.db'], join(home, 'backups'))).toEqual([backup]);
  expect((await backUp(home)).backup.name).toBe('tocsin-20261124-033001');
});

test('a backup while another process writes is whole, and a prefix of what it wrote', {
  timeout: 60_000,
}, async () => {
  const home = await installation(20);
  const file = partsIn(home)['tocsin.db'];
  const writer = startChild(new URL('./child-writer.ts', import.meta.url), file, 'a');
  for (let round = 1; round <= 5; round++) {
    await writer.printed(round * 10);
    const before = writer.lines.length;
    const { backup } = await backUp(home, { at: NIGHT + round * MINUTE });
    const folder = join(home, 'backups', backup.name);
    checkBackup(folder);
    const raw = new Sqlite(join(folder, 'tocsin.db'), { readonly: true });
    const ids = raw.prepare('select id from alerts order by id').pluck().all() as number[];
    const told = raw.prepare('select count(distinct alert) from alert_events').pluck().get();
    raw.close();
    expect(ids).toEqual(ids.map((_, index) => index + 1));
    expect(told).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(before);
  }
  await writer.kill();
});

test('kill -9 in the middle leaves nothing under the name of a backup, and the next one cleans up', {
  timeout: 120_000,
}, async () => {
  const home = await installation(30);
  const folder = join(home, 'backups');
  const script = new URL('./child-backup.ts', import.meta.url);
  let cut = 0;
  for (let round = 0; round < KILLS; round++) {
    const child = startChild(script, home, folder);
    await child.printed(2 + (round % 2));
    await sleep(Math.random() * 250);
    await child.kill();
    const names = readdirSync(folder);
    const good = names.filter((name) => !name.startsWith('.'));
    for (const name of good) checkBackup(join(folder, name));
    // Several in one second go by the names they got; which ones stay is another test's matter.
    expect(good.length).toBeGreaterThan(0);
    cut += names.length - good.length;
  }
  expect(cut).toBeGreaterThan(0);
  const { backup } = await backUp(home, { at: Date.now() + 1_000, keep: 3 });
  const left = readdirSync(folder);
  expect(left.filter((name) => name.startsWith('.'))).toEqual([]);
  expect(left).toContain(backup.name);
  expect(left).toHaveLength(3);
});

describe('old backups', () => {
  test('go when a newer one was verified: the newest stay', async () => {
    const home = await installation();
    for (let n = 0; n < 5; n++) await backUp(home, { keep: 3, at: NIGHT + n * MINUTE });
    const wanted = ['tocsin-20261124-033200', 'tocsin-20261124-033300', 'tocsin-20261124-033400'];
    expect(readdirSync(join(home, 'backups')).sort()).toEqual(wanted);
  });

  test('of another installation, and what is no backup, stay', async () => {
    const [one, other] = [await installation(), await installation()];
    const folder = join(one, 'backups');
    await backUp(other, { folder, keep: 1 });
    mkdirSync(join(folder, 'tocsin-20200101-000000'));
    writeFileSync(join(folder, 'notes.txt'), '');
    for (let n = 1; n < 4; n++) await backUp(one, { keep: 1, at: NIGHT + n * MINUTE });
    expect(readdirSync(folder).sort()).toEqual([
      ...['notes.txt', 'tocsin-20200101-000000'],
      ...['tocsin-20261124-033000', 'tocsin-20261124-033300'],
    ]);
  });

  test('go before the one that was just made, also when the clock was set back', async () => {
    const home = await installation();
    await backUp(home, { keep: 1 });
    await backUp(home, { keep: 1, at: NIGHT - MINUTE });
    expect(readdirSync(join(home, 'backups'))).toEqual(['tocsin-20261124-032900']);
  });

  test('stay when the next one fails', async () => {
    const home = await installation();
    await backUp(home, { keep: 1 });
    cpSync(partsIn(home)['samples.db'], join(home, 'kept'));
    writeFileSync(partsIn(home)['samples.db'], 'no database\n'.repeat(900));
    await expect(backUp(home, { keep: 1, at: NIGHT + MINUTE })).rejects.toThrow(StoreError);
    expect(readdirSync(join(home, 'backups'))).toEqual(['tocsin-20261124-033000']);
  });
});

describe('a backup that cannot be made says why in one line and leaves nothing', () => {
  test('where a file stands in the place of the folder', async () => {
    const home = await installation();
    writeFileSync(join(home, 'backups'), '');
    await expect(backUp(home)).rejects.toThrow(
      new StoreError(
        `cannot write ${join(home, 'backups')}: a file stands in its place; choose another`,
      ),
    );
  });

  test.skipIf(process.platform !== 'linux')('in a folder where nobody may write', async () => {
    const home = await installation();
    // Not even root can make anything there.
    await expect(backUp(home, { folder: '/sys/kernel/tocsin-backups' })).rejects.toThrow(
      StoreError,
    );
  });

  test('when it is stopped', async () => {
    const home = await installation(60);
    const stop = new AbortController();
    const order = { files: partsIn(home), folder: join(home, 'backups'), keep: 7, at: NIGHT };
    const making = makeBackup(order, stop.signal);
    const begun = () => readdirSync(home).includes('backups') && readdirSync(order.folder).length;
    while (!begun()) await sleep(2);
    stop.abort(new Error('stopping'));
    await expect(making).rejects.toThrow('stopping');
    expect(readdirSync(order.folder)).toEqual([]);
  });

  test('on a full disk (needs root for mount)', async (context) => {
    const home = await installation(5);
    const folder = join(freshFolder(), 'small');
    mkdirSync(folder);
    try {
      const options = ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder];
      execFileSync('/bin/mount', options, { stdio: 'ignore' });
    } catch {
      return context.skip();
    }
    onTestFinished(() => void execFileSync('/bin/umount', [folder]));
    const error = (await backUp(home, { folder }).catch((one: unknown) => one)) as Error;
    expect(error).toBeInstanceOf(StoreError);
    expect(error.message).toMatch(/^cannot copy \S+ to \S+: the disk is full; make room \(SQLITE_/);
    expect(readdirSync(folder)).toEqual([]);
  });
});
