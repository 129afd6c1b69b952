import { closeSync, fdatasyncSync, openSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { attempt, sqliteCode } from './database.ts';
import { StoreError } from './ports.ts';
import { KIND, SCHEMA_VERSION } from './samples/schema.ts';
import { findMigrations, readMigrations } from './sqlite/migrate.ts';

/** Pages that are copied and synced in one step: 2 to 4 MB. */
const STEP = 512;
/** How long to wait for a file that another connection holds, in milliseconds. */
const TIMEOUT = 5_000;

/** One database of an installation. */
export interface Part {
  /** File name in a backup. */
  readonly name: 'samples.db' | 'tocsin.db';
  /** Newest schema that this program knows. */
  known(): number;
  /** Whether an undamaged database is of this kind; may throw as SQLite does. */
  ours(raw: Sqlite.Database): boolean;
}

/** Where each part of an installation lies. */
export type PartFiles = Readonly<Record<Part['name'], string>>;

/** The samples first: what is copied later knows every target that they know. */
export const PARTS: readonly Part[] = [
  { name: 'samples.db', known: () => SCHEMA_VERSION, ours: KIND.ours },
  {
    name: 'tocsin.db',
    known: () => readMigrations(findMigrations()).length,
    ours: (raw) => installationOf(raw) !== undefined,
  },
];

export function partsIn(folder: string): PartFiles {
  return { 'samples.db': join(folder, 'samples.db'), 'tocsin.db': join(folder, 'tocsin.db') };
}

/** Random name of the installation that a state database belongs to. Throws as SQLite does. */
function installationOf(raw: Sqlite.Database): string | undefined {
  const found = raw.prepare('select name from installation where id = 1').pluck().get();
  return found as string | undefined;
}

/** The same of a file; null when it is none of ours or cannot be read. */
export function installationIn(file: string): string | null {
  try {
    return reading(file, (raw) => installationOf(raw) ?? null);
  } catch {
    return null;
  }
}

/**
 * Copies both databases into a folder while others may write them. Each copy is one file that shows one moment, and both
 * show nearly the same: the two moments are fixed before anything is copied, so that writers make no copy begin anew.
 *
 * @throws StoreError with one line that says what to do; then files may be left in the folder.
 */
export async function copyParts(from: PartFiles, folder: string): Promise<void> {
  using opened = new DisposableStack();
  const sources = PARTS.map(({ name }) => {
    const raw = attempt(`read ${from[name]}`, () => openForReading(from[name]));
    opened.defer(() => raw.close());
    return { raw, name };
  });
  for (const { raw, name } of sources) {
    attempt(`read ${from[name]}`, () => {
      raw.exec('begin');
      raw.prepare('select count(*) from sqlite_schema').get();
    });
  }
  const to = partsIn(folder);
  for (const { raw, name } of sources) {
    try {
      await copy(raw, to[name]);
    } catch (cause) {
      const what = `copy ${from[name]} to ${to[name]}`;
      if (sqliteCode(cause) === null) {
        throw new StoreError(`cannot ${what}: ${adviceOn(cause)}`, { cause });
      }
      attempt(what, () => {
        throw cause;
      });
    }
  }
}

async function copy(source: Sqlite.Database, to: string): Promise<void> {
  const handle = openSync(to, 'wx', 0o600);
  try {
    // Synced bit by bit: a commit of others would wait for all of it at once.
    const progress = () => {
      fdatasyncSync(handle);
      return STEP;
    };
    await source.backup(to, { progress });
  } finally {
    closeSync(handle);
  }
  // A file that stands alone can be read where nothing can be written, and copied as it is.
  const raw = new Sqlite(to);
  try {
    raw.pragma('journal_mode = DELETE');
  } finally {
    raw.close();
  }
}

/** What is wrong with a database that lies still, as the end of a sentence, or null. Reads all of it. */
export function faultOf(file: string, part: Part): string | null {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) return 'is missing';
  if (!found.isFile()) return 'is no file';
  if (found.size === 0) return 'is empty';
  return attempt(`check ${file}`, () => {
    try {
      return reading(file, (raw) => inspect(raw, part));
    } catch (error) {
      const code = sqliteCode(error) ?? '';
      if (/^SQLITE_(NOTADB|CORRUPT)/.test(code)) return `is damaged (${code})`;
      if (code === 'SQLITE_ERROR') return 'is not a database of this kind';
      throw error;
    }
  });
}

function inspect(raw: Sqlite.Database, part: Part): string | null {
  if (!part.ours(raw)) return 'is not a database of this kind';
  const version = raw.pragma('user_version', { simple: true }) as number;
  const known = part.known();
  if (version > known) {
    return `was written by a newer Tocsin (schema ${version}, this one knows ${known})`;
  }
  const verdict = raw.pragma('quick_check(1)', { simple: true });
  return verdict === 'ok' ? null : `is damaged (${String(verdict).replaceAll('\n', ' ')})`;
}

function openForReading(file: string): Sqlite.Database {
  return new Sqlite(file, { readonly: true, fileMustExist: true, timeout: TIMEOUT });
}

function reading<T>(file: string, work: (raw: Sqlite.Database) => T): T {
  const raw = openForReading(file);
  try {
    return work(raw);
  } finally {
    raw.close();
  }
}

/** What people can do about an error of the file system. */
export function adviceOn(error: unknown): string {
  const { code = '', message = String(error) } = error as NodeJS.ErrnoException;
  return ADVICE[code] ?? message;
}

const ADVICE: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; make room',
  EDQUOT: 'the disk quota is used up; make room',
  EACCES: 'Tocsin may not use that folder; check who may write there',
  EPERM: 'Tocsin may not use that folder; check who may write there',
  EROFS: 'the disk is read-only; make it writable',
  ENOTDIR: 'a part of that path is no folder; choose another',
  EEXIST: 'a file stands in its place; choose another',
  ENAMETOOLONG: 'the path is too long; choose another',
};
