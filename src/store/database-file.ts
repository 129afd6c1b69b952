import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { Instant } from '../model/time.ts';
import { attempt, SUSPECT, sqliteCode } from './database.ts';
import { StoreError } from './ports.ts';

/** What SQLite keeps beside a database: https://sqlite.org/tempfiles.html */
const COMPANIONS = ['', '-wal', '-shm', '-journal'];

export interface FileKind {
  /** Whether an undamaged database is one of ours; may throw as SQLite does. */
  ours(raw: Sqlite.Database): boolean;
  /**
   * When the whole file is read through at start: `always`, or only `after damage or a crash`, where the time that
   * takes would grow without bounds.
   */
  readonly scan: 'always' | 'after damage or a crash';
  /** Fills a new, empty database. */
  create(raw: Sqlite.Database): void;
}

/**
 * Makes sure that `file` is an undamaged database of this kind. What is not is moved aside, never overwritten; a new
 * database is built under another name, so that an interrupted start leaves nothing that looks damaged.
 *
 * @returns one line per file that was moved aside.
 * @throws StoreError when the folder or the file cannot be used.
 */
export function prepareFile(file: string, kind: FileKind, now: Instant): readonly string[] {
  const folder = dirname(file);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new StoreError(`cannot make the folder ${folder}; make it, or choose another`, { cause });
  }
  const wrong = whatIsWrong(file, kind);
  rmSync(file + SUSPECT, { force: true });
  const notices: string[] = [];
  if (wrong !== null) {
    const aside = moveAside(file, now);
    notices.push(`${file} ${wrong}; it was moved to ${aside} and a new database was made`);
  }
  if (!existsSync(file)) build(file, kind);
  return notices;
}

/** Why an existing file cannot be used, or null. Reads only, so that damage stays as it was found. */
function whatIsWrong(file: string, kind: FileKind): string | null {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) {
    const orphan = COMPANIONS.some((suffix) => existsSync(file + suffix));
    return orphan ? 'is missing while its log is there' : null;
  }
  if (!found.isFile()) throw new StoreError(`${file} is no file; move it away`);
  if (found.size === 0) return 'is empty';
  const scan = kind.scan === 'always' || wasLeftOpen(file) || existsSync(file + SUSPECT);
  return attempt(`check ${file}`, () => inspect(file, kind, scan));
}

/** A clean end merges the log and removes it: https://sqlite.org/wal.html#the_wal_file */
function wasLeftOpen(file: string): boolean {
  return (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

function inspect(file: string, kind: FileKind, scan: boolean): string | null {
  const raw = new Sqlite(file, { readonly: true, timeout: 250 });
  try {
    const verdict = scan ? raw.pragma('quick_check(1)', { simple: true }) : 'ok';
    if (verdict !== 'ok') return `is damaged (${String(verdict).replaceAll('\n', ' ')})`;
    return kind.ours(raw) ? null : 'is not a database of Tocsin';
  } catch (error) {
    const code = sqliteCode(error) ?? '';
    if (/^SQLITE_(NOTADB|CORRUPT)/.test(code)) return `is damaged (${code})`;
    if (code === 'SQLITE_ERROR') return 'is not a database of Tocsin';
    throw error;
  } finally {
    raw.close();
  }
}

function moveAside(file: string, now: Instant): string {
  const stamp = new Date(now).toISOString().replaceAll(/[-:]/g, '');
  const wanted = `${file}.damaged-${stamp}`;
  let aside = wanted;
  for (let n = 2; COMPANIONS.some((suffix) => existsSync(aside + suffix)); n++) {
    aside = `${wanted}-${n}`;
  }
  for (const suffix of COMPANIONS) {
    if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
  }
  return aside;
}

function build(file: string, kind: FileKind): void {
  const fresh = `${file}.new`;
  for (const suffix of COMPANIONS) rmSync(fresh + suffix, { force: true });
  try {
    closeSync(openSync(fresh, 'wx', 0o600));
  } catch (cause) {
    throw new StoreError(`cannot write ${file}; check who may write there`, { cause });
  }
  attempt(`create ${file}`, () => {
    const raw = new Sqlite(fresh);
    try {
      raw.pragma('journal_mode = WAL');
      raw.pragma('synchronous = FULL');
      kind.create(raw);
    } finally {
      raw.close();
    }
  });
  renameSync(fresh, file);
  syncFolder(dirname(file));
}

/** Makes the new name survive a power cut. Windows cannot open folders and needs no such step. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
