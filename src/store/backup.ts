import { rmSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Backup } from '../model/backup.ts';
import type { Instant } from '../model/time.ts';
import { installationIn, type PartFiles } from './backup-copy.ts';
import { backupsOf, draftsOf } from './backup-folder.ts';
import { StoreError } from './ports.ts';
import { workerFile } from './worker-file.ts';

export interface BackupOrder {
  readonly files: PartFiles;
  /** Folder of the backups; made when it is not there. */
  readonly folder: string;
  /** How many verified backups of this installation stay. */
  readonly keep: number;
  readonly at: Instant;
}

/** What the thread that makes a backup tells at its end. */
export type BackupTold =
  | {
      readonly kind: 'made';
      readonly backup: Backup;
      /** What kept old backups from being deleted, or null. */
      readonly unremoved: string | null;
    }
  | {
      readonly kind: 'failed';
      readonly message: string;
      /** Something for people to do. */
      readonly expected: boolean;
    };

/**
 * Makes one backup through SQLite's online backup API, in a thread of its own: writers go on. It gets its name when it
 * was read through; older ones go after that.
 *
 * @throws StoreError with one line that says what to do, the signal's reason when `signal` aborts first; nothing is left
 *   under the name of a backup then.
 */
export async function makeBackup(
  order: BackupOrder,
  signal: AbortSignal,
): Promise<Extract<BackupTold, { kind: 'made' }>> {
  signal.throwIfAborted();
  const worker = new Worker(workerFile('backup-worker'), {
    workerData: order,
    resourceLimits: LIMITS,
  });
  const stop = () => void worker.terminate();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const told = await answerOf(worker);
    if (told?.kind === 'made') return told;
    if (told?.expected === true) throw new StoreError(told.message);
    removeDraft(order);
    signal.throwIfAborted();
    throw new Error(`the thread that makes backups failed: ${told?.message ?? 'it ended'}`);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Of a thread that could not do so itself. */
function removeDraft({ files, folder }: BackupOrder): void {
  const installation = installationIn(files['tocsin.db']);
  if (installation === null) return;
  rmSync(draftsOf(folder, installation).making, { recursive: true, force: true });
}

/** What the thread told before it ended; null when that is nothing. */
function answerOf(worker: Worker): Promise<BackupTold | null> {
  let told: BackupTold | null = null;
  worker.on('message', (message: BackupTold) => {
    told = message;
  });
  worker.on('error', (error) => {
    told ??= { kind: 'failed', message: String(error), expected: false };
  });
  return new Promise((resolve) => worker.on('exit', () => resolve(told)));
}

/** Backups of the installation whose state lies in `databaseFile`, newest first. Throws as `backupsOf` does. */
export function listBackups(databaseFile: string, folder: string): readonly Backup[] {
  const installation = installationIn(databaseFile);
  return installation === null ? [] : backupsOf(installation, folder);
}

/** Memory counts, and little is kept. */
const LIMITS = { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 64 } as const;
