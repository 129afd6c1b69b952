import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Instant } from '../model/time.ts';
import { adviceOn, copyParts, faultOf, PARTS, type PartFiles, partsIn } from './backup-copy.ts';
import { syncFolder } from './backup-folder.ts';
import { SUSPECT } from './database.ts';
import { StoreError } from './ports.ts';
import { logFileBeside } from './samples/logs/schema.ts';
import { openSamples } from './samples/store.ts';
import { openStore } from './sqlite/store.ts';

/** What may lie beside a database and belongs to it: https://sqlite.org/tempfiles.html */
const COMPANIONS = ['', '-wal', '-shm', '-journal', SUSPECT];

/**
 * Reads a backup through.
 *
 * @throws StoreError with one line when it is not whole, damaged, of another kind, or newer than this program.
 */
export function checkBackup(folder: string): void {
  const files = partsIn(folder);
  for (const part of PARTS) {
    const fault = faultOf(files[part.name], part);
    if (fault !== null) throw new StoreError(`${files[part.name]} ${fault}; nothing was restored`);
  }
}

/** What belongs to an installation; entries of logs are in no backup, and name targets by the numbers of its state. */
function wholes(files: PartFiles): readonly string[] {
  return [...Object.values(files), logFileBeside(files['samples.db'])];
}

/** Files that a restore would move aside. */
export function presentFiles(files: PartFiles): readonly string[] {
  return wholes(files).flatMap((file) =>
    COMPANIONS.map((suffix) => file + suffix).filter((path) => existsSync(path)),
  );
}

/**
 * Puts a backup in the place of an installation that does not run: the caller holds its lock. The copy is opened as a
 * start would open it before anything is moved; what was there is moved aside, never overwritten.
 *
 * @returns the databases that were moved aside, under their new names.
 * @throws StoreError with one line that says what to do; then the installation is as it was.
 */
export async function restoreBackup(
  folder: string,
  files: PartFiles,
  now: () => Instant,
): Promise<readonly string[]> {
  checkBackup(folder);
  const home = dirname(files['tocsin.db']);
  const draft = join(home, '.tocsin-restore.part');
  try {
    inHome(home, () => {
      rmSync(draft, { recursive: true, force: true });
      mkdirSync(draft, { recursive: true, mode: 0o700 });
    });
    await copyParts(partsIn(folder), draft);
    await tryOut(partsIn(draft), now);
    return inHome(home, () => exchange(partsIn(draft), files, now()));
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** Opens the copy, which also brings it up to date. */
async function tryOut(copy: PartFiles, now: () => Instant): Promise<void> {
  await using store = await openStore(copy['tocsin.db'], { now });
  await using samples = await openSamples(copy['samples.db'], { now });
  await samples.usage();
  const [notice] = [...store.notices, ...samples.notices];
  if (notice !== undefined) throw new StoreError(`the copy cannot be used: ${notice}`);
}

/** The state comes last: without it a start would begin a new installation. */
function exchange(copy: PartFiles, files: PartFiles, now: Instant): readonly string[] {
  const stamp = new Date(now).toISOString().replaceAll(/[-:]/g, '');
  const moved = presentFiles(files).map((path) => ({ path, aside: asideOf(path, files, stamp) }));
  const done: { readonly path: string; readonly aside: string }[] = [];
  try {
    for (const one of moved) {
      renameSync(one.path, one.aside);
      done.push(one);
    }
    for (const { name } of PARTS) renameSync(copy[name], files[name]);
  } catch (error) {
    for (const { path, aside } of done.reverse()) renameSync(aside, path);
    throw error;
  }
  for (const file of Object.values(files)) syncFolder(dirname(file));
  const databases = wholes(files);
  return moved.filter(({ path }) => databases.includes(path)).map(({ aside }) => aside);
}

/** `tocsin.db-wal` goes to `tocsin.db.before-restore-<time>-wal`, so that the two still belong together. */
function asideOf(path: string, files: PartFiles, stamp: string): string {
  const file = wholes(files).find((one) => path.startsWith(one)) ?? path;
  return `${file}.before-restore-${stamp}${path.slice(file.length)}`;
}

function inHome<T>(home: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new StoreError(`cannot restore into ${home}: ${adviceOn(cause)}`, { cause });
  }
}
