import { statSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { StoreError } from './ports.ts';

/** How long one try may hold up the process while another program writes. */
const BUSY_TIMEOUT = 250;
/** Tries of one unit of work, and the pause after the first; each later pause is longer by as much. */
const TRIES = 5;
const PAUSE = 50;

/** `PRAGMA synchronous`: https://sqlite.org/pragma.html#pragma_synchronous */
export const SYNCHRONOUS = { NORMAL: 1, FULL: 2 } as const;

/** Ending of an empty file beside a database that was found damaged while in use: the next start reads it through. */
export const SUSPECT = '-suspect';

/** One SQLite file and the only two ways to use it. */
export interface Database extends AsyncDisposable {
  readonly raw: Sqlite.Database;
  /**
   * Runs `work` as one transaction that holds the write lock from its start. `work` must be synchronous.
   *
   * @param stands runs when the transaction stands, before anything else has its turn.
   * @throws StoreError when the file is busy, full, damaged or unreadable; nothing of `work` stays.
   */
  write<T>(what: string, work: () => T, stands?: () => void): Promise<T>;
  /** Runs `work` on one consistent state of the file; writers do not hold it up. Throws as `write` does. */
  read<T>(what: string, work: () => T): Promise<T>;
  /** Bytes on disk, with the log that is not yet merged. */
  size(): Promise<number>;
}

/** Opens a file that exists. WAL, foreign keys on, `synchronous` as given. */
export function connect(file: string, synchronous: keyof typeof SYNCHRONOUS): Database {
  const raw = attempt(`open ${file}`, () => {
    const opened = new Sqlite(file, { fileMustExist: true, timeout: BUSY_TIMEOUT });
    opened.pragma('journal_mode = WAL');
    opened.pragma(`synchronous = ${synchronous}`);
    opened.pragma('foreign_keys = ON');
    return opened;
  });
  return {
    raw,
    write(what, work, stands) {
      const once = () => {
        const result = raw.transaction(work).immediate();
        stands?.();
        return result;
      };
      return noting(file, () => patiently(`${what} in ${file}`, once));
    },
    read: (what, work) =>
      noting(file, () => patiently(`${what} in ${file}`, () => raw.transaction(work).deferred())),
    async size() {
      return bytes(file) + bytes(`${file}-wal`);
    },
    async [Symbol.asyncDispose]() {
      raw.close();
    },
  };
}

/** Runs `work`; damage that it meets is noted beside the file. */
async function noting<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = error instanceof StoreError ? sqliteCode(error.cause) : null;
    if (/^SQLITE_(NOTADB|CORRUPT)/.test(code ?? '')) note(file + SUSPECT);
    throw error;
  }
}

/** A note that cannot be written must not hide the damage itself. */
function note(path: string): void {
  try {
    writeFileSync(path, '', { mode: 0o600 });
  } catch {}
}

/** Runs `work`; what SQLite refuses becomes a StoreError that says what to do. */
export function attempt<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw explained(what, cause);
  }
}

/** The connection waits BUSY_TIMEOUT in each try; the pauses between leave time for everything else. */
async function patiently<T>(what: string, work: () => T): Promise<T> {
  for (let tries = 1; tries < TRIES; tries++) {
    try {
      return work();
    } catch (cause) {
      if (!sqliteCode(cause)?.startsWith('SQLITE_BUSY')) throw explained(what, cause);
    }
    await sleep(PAUSE * tries);
  }
  return attempt(what, work);
}

/** SQLite's code of an error, e.g. `SQLITE_FULL`, or null for any other error. */
export function sqliteCode(error: unknown): string | null {
  return error instanceof Sqlite.SqliteError ? error.code : null;
}

/** What people can do about each family of codes: https://sqlite.org/rescode.html */
const ADVICE: readonly (readonly [code: string, advice: string])[] = [
  ['SQLITE_BUSY', 'another program holds the file; close it and try again'],
  ['SQLITE_FULL', 'the disk is full; make room'],
  ['SQLITE_READONLY', 'the file or its folder is read-only; make it writable'],
  ['SQLITE_CANTOPEN', 'the file cannot be opened; check that it is a file and who may read it'],
  ['SQLITE_IOERR', 'the disk answers with an error; check it'],
  ['SQLITE_CORRUPT', 'the file is damaged; a restart moves it aside'],
  ['SQLITE_NOTADB', 'the file is no database; a restart moves it aside'],
];

function explained(what: string, cause: unknown): unknown {
  const code = sqliteCode(cause);
  const advice = ADVICE.find(([family]) => code?.startsWith(family))?.[1];
  if (advice === undefined) return cause;
  return new StoreError(`cannot ${what}: ${advice} (${code})`, { cause });
}

function bytes(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
