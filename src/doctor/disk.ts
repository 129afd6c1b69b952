import { constants } from 'node:fs';
import { access, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Examination, Finding } from '../model/finding.ts';
import { bad, fine, off, warning } from '../model/finding.ts';
import { formatValue } from '../model/format.ts';

/** Less room than this is bad: https://sqlite.org/pragma.html#pragma_journal_mode (a log grows before it is merged). */
const LEAST_FREE = 200_000_000;
/** Files and folders that can still be made. */
const LEAST_INODES = 1_000;
/** What a trial writes: on a full disk an empty file still fits. */
const TRIAL = Buffer.alloc(65_536, 1);

export interface DiskPlaces {
  readonly dataDir: string;
  /** Folder of the backups. */
  readonly backups: string;
  /** What all that is stored may take, in bytes; null: no bound. */
  readonly limit: number | null;
  /** Bytes that are stored. */
  stored(): Promise<number>;
  /** Private keys, each with the target that needs it. */
  readonly keys: readonly { readonly file: string; readonly target: string }[];
}

/** Whether there is room, and whether the files are ours alone. */
export function diskExaminations(places: DiskPlaces): readonly Examination[] {
  const { dataDir, backups, keys } = places;
  const isApart = !`${backups}/`.startsWith(`${dataDir}/`);
  return [
    { area: 'disk', name: dataDir, examine: () => theData(places) },
    ...(isApart
      ? [{ area: 'disk' as const, name: backups, examine: () => theFolder(backups, 'backups') }]
      : []),
    ...(keys.length === 0
      ? []
      : [{ area: 'disk' as const, name: 'SSH keys', examine: async () => theKeys(keys) }]),
  ];
}

async function theData(places: DiskPlaces): Promise<readonly Finding[]> {
  const { dataDir, limit } = places;
  const findings = await theFolder(dataDir, 'data');
  const free = await freeIn(dataDir);
  if (limit === null || free === null) return findings;
  const left = limit - (await places.stored());
  if (left <= free) return findings;
  const what = `${formatValue(free, 'bytes')} are free on the disk of ${dataDir}, and \`storage.limit\` would allow ${formatValue(left, 'bytes')} more`;
  return [
    ...findings,
    warning(what, 'write a smaller `storage.limit` into tocsin.yaml, or make room'),
  ];
}

async function theFolder(folder: string, what: 'data' | 'backups'): Promise<readonly Finding[]> {
  const free = await freeIn(folder);
  if (free === null) return [off(`${folder} is not there yet; it is made with the first ${what}`)];
  const trouble = (await tryWriting(folder)) ?? (await roomTrouble(folder, free));
  return [trouble ?? fine(`${folder} can be written, ${formatValue(free, 'bytes')} free`)];
}

/** Bytes that this user may still write; null when there is no such folder. */
async function freeIn(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function roomTrouble(folder: string, free: number): Promise<Finding | null> {
  if (free < LEAST_FREE) return full(folder, `only ${formatValue(free, 'bytes')} are free`);
  const { files, ffree } = await statfs(folder);
  if (files === 0 || ffree >= LEAST_INODES) return null;
  return full(folder, `only ${ffree} more files can be made (inodes)`);
}

function full(folder: string, why: string): Finding {
  const repair = `make room: du -xh --max-depth=1 ${folder} | sort -h shows what takes it`;
  return bad(`the disk of ${folder} is full: ${why}`, repair);
}

async function tryWriting(folder: string): Promise<Finding | null> {
  const file = join(folder, `.doctor-${process.pid}`);
  try {
    await access(folder, constants.W_OK | constants.X_OK);
    await writeFile(file, TRIAL, { mode: 0o600, flush: true });
    return null;
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT')
      return full(folder, `nothing can be written (${code})`);
    if (code === 'EROFS') {
      return bad(
        `${folder} is on a disk that can only be read`,
        `sudo mount -o remount,rw $(df --output=target ${folder} | tail -1)`,
      );
    }
    return bad(`${folder} cannot be written (${code})`, `sudo chown -R $(id -un) ${folder}`);
  } finally {
    await rm(file, { force: true }).catch(() => {});
  }
}

async function theKeys(keys: DiskPlaces['keys']): Promise<readonly Finding[]> {
  return (await Promise.all(keys.map(theKey))).flat();
}

async function theKey({ file, target }: DiskPlaces['keys'][number]): Promise<readonly Finding[]> {
  try {
    const { mode } = await stat(file);
    await access(file, constants.R_OK);
    const isOpen = process.platform !== 'win32' && (mode & 0o077) !== 0;
    if (!isOpen) return [fine(`${file} can be read by its owner alone`)];
    return [warning(`other users of this machine can read the key ${file}`, `chmod 600 ${file}`)];
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    // Of one that is not there the configuration tells.
    if (code === 'ENOENT') return [];
    const what = `the key ${file} of ${target} cannot be read (${code})`;
    return [bad(what, `sudo chown $(id -un) ${file}`)];
  }
}
