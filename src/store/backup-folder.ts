import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Backup } from '../model/backup.ts';
import type { Instant } from '../model/time.ts';
import { SECOND } from '../model/time.ts';
import { adviceOn, installationIn, PARTS, partsIn } from './backup-copy.ts';
import { StoreError } from './ports.ts';

const NAME = /^tocsin-(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)$/;

function nameOf(at: Instant): string {
  const [day = '', clock = ''] = new Date(at).toISOString().replaceAll(/[-:]/g, '').split(/[T.]/);
  return `tocsin-${day}-${clock}`;
}

/** A name for a backup of `at` that no other has. */
export function freeName(folder: string, at: Instant): string {
  let moment = at;
  while (existsSync(join(folder, nameOf(moment)))) moment += SECOND;
  return nameOf(moment);
}

/** Where the backup that an installation is making lies, and where one that goes. What a kill left there is no backup. */
export function draftsOf(folder: string, installation: string) {
  return {
    making: join(folder, `.tocsin-${installation}.part`),
    going: join(folder, `.tocsin-${installation}.old`),
  };
}

/**
 * Backups of one installation, newest first; those of others that lie in the same folder are none of its business.
 *
 * @throws StoreError when the folder is there and cannot be read.
 */
export function backupsOf(installation: string, folder: string): readonly Backup[] {
  return namesIn(folder).flatMap((name) => {
    const [year, month, day, ...clock] = (NAME.exec(name) ?? []).slice(1).map(Number);
    if (year === undefined || month === undefined) return [];
    const files = partsIn(join(folder, name));
    if (installationIn(files['tocsin.db']) !== installation) return [];
    const sizes = PARTS.map((part) => statSync(files[part.name], { throwIfNoEntry: false })?.size);
    if (sizes.includes(undefined)) return [];
    const [hours, minutes, seconds] = clock;
    const at = Date.UTC(year, month - 1, day, hours, minutes, seconds);
    return [{ name, at, bytes: sizes.reduce<number>((sum, size = 0) => sum + size, 0) }];
  });
}

/** Newest first by name. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => NAME.test(name))
      .sort()
      .reverse();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new StoreError(`cannot read ${folder}: ${adviceOn(cause)}`, { cause });
  }
}

/** Deletes all but the newest `keep` backups of an installation; `made` is the newest, whatever the clock said. */
export function removeOld(
  installation: string,
  folder: string,
  { keep, made }: { readonly keep: number; readonly made: string },
): void {
  const { going } = draftsOf(folder, installation);
  const others = backupsOf(installation, folder).filter(({ name }) => name !== made);
  for (const { name } of others.slice(keep - 1)) {
    // A kill in the middle must not leave half of one under its name.
    renameSync(join(folder, name), going);
    rmSync(going, { recursive: true });
  }
}

/** Makes what was renamed in a folder survive a power cut. Windows cannot open folders and needs no such step. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
