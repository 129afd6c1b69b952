import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { attempt, sqliteCode } from './database.ts';
import { StoreError } from './ports.ts';

/** Milliseconds between two tries. */
const PAUSE = 100;

export interface LockOptions {
  /** How long to wait for a holder that is just stopping, in milliseconds. */
  readonly wait: number;
  /** Whether the holder is up and stays so; asked before each wait. */
  stillRunning(signal: AbortSignal): Promise<boolean>;
  readonly signal: AbortSignal;
}

/**
 * Makes this process the only one that uses a folder of data. The operating system frees the lock when the process
 * ends, however it ends.
 *
 * @returns the lock, to be disposed of last; null when another process keeps it.
 * @throws StoreError when the directory cannot be used; the signal's reason when `signal` aborts first.
 */
export async function lockDataDir(
  folder: string,
  { wait, stillRunning, signal }: LockOptions,
): Promise<AsyncDisposable | null> {
  const file = join(folder, 'tocsin.lock');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new StoreError(`cannot make the folder ${folder}; make it, or choose another`, { cause });
  }
  const deadline = performance.now() + wait;
  for (;;) {
    signal.throwIfAborted();
    const lock = attempt(`lock ${file}`, () => tryLock(file));
    if (lock) return lock;
    const left = deadline - performance.now();
    if (left <= 0) return null;
    const limit = AbortSignal.any([signal, AbortSignal.timeout(Math.ceil(left))]);
    if (await stillRunning(limit)) return null;
    await sleep(Math.min(PAUSE, left), undefined, { signal });
  }
}

/** Whether two paths lead to one folder; a folder that is still to be made is like no other. */
export function isSameFolder(one: string, other: string): boolean {
  const [found, wanted] = [one, other].map((path) =>
    statSync(path, { bigint: true, throwIfNoEntry: false }),
  );
  return (
    found !== undefined &&
    wanted !== undefined &&
    found.dev === wanted.dev &&
    found.ino === wanted.ino
  );
}

/** The lock of a SQLite file is one of the operating system's; nothing is ever written to it. */
function tryLock(file: string): AsyncDisposable | null {
  const raw = new Sqlite(file, { timeout: 0 });
  try {
    raw.exec('begin exclusive');
  } catch (error) {
    raw.close();
    if (sqliteCode(error)?.startsWith('SQLITE_BUSY')) return null;
    throw error;
  }
  return {
    async [Symbol.asyncDispose]() {
      raw.close();
    },
  };
}
