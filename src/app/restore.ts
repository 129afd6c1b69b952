import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Config } from '../config/config.ts';
import { systemClock } from '../model/time.ts';
import type { PartFiles } from '../store/backup-copy.ts';
import { StoreError } from '../store/ports.ts';
import { checkBackup, presentFiles, restoreBackup } from '../store/restore.ts';
import { backupFolder } from './backups.ts';
import { lockStores } from './stores.ts';

export type Restored =
  | {
      readonly kind: 'restored';
      readonly from: string;
      /** Databases that were there, under their new names. */
      readonly moved: readonly string[];
    }
  /** `present`: files that would be moved aside. */
  | { readonly kind: 'unconfirmed'; readonly from: string; readonly present: readonly string[] };

/**
 * Puts a backup, by its name or folder, in the place of what is stored, when nothing runs on it.
 *
 * @throws StoreError with one line that says what to do.
 */
export async function restore(
  config: Config,
  wanted: string,
  { cwd, confirm }: { readonly cwd: string; readonly confirm: boolean },
): Promise<Restored> {
  const from = find(wanted, backupFolder(config), cwd);
  const signal = new AbortController().signal;
  await using _lock = await lockStores(config, { wait: 0, signal });
  const files: PartFiles = { 'samples.db': config.samplesFile, 'tocsin.db': config.databaseFile };
  checkBackup(from);
  const present = presentFiles(files);
  if (present.length > 0 && !confirm) return { kind: 'unconfirmed', from, present };
  return { kind: 'restored', from, moved: await restoreBackup(from, files, systemClock.now) };
}

function find(wanted: string, backups: string, cwd: string): string {
  const places = [join(backups, wanted), resolve(cwd, wanted)];
  const found = places.find((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory());
  if (found !== undefined) return found;
  const hint = existsSync(backups) ? `those in ${backups} are kept` : `${backups} is not there`;
  throw new StoreError(`there is no backup ${wanted}: ${hint}`);
}

/** What became of it, for the terminal. */
export function restoredText(outcome: Restored): string {
  const { from } = outcome;
  if (outcome.kind === 'unconfirmed') {
    const present = outcome.present.map((path) => `  ${path}`);
    return [
      `${from} is good. These files would be moved aside:`,
      ...present,
      'Nothing was changed: say it again with --confirm.',
    ].join('\n');
  }
  const moved = outcome.moved.map((path) => `what was there is now ${path}`);
  return [`Restored from ${from}.`, ...moved, 'Start Tocsin again.'].join('\n');
}
