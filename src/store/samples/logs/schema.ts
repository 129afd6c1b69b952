import { dirname, join } from 'node:path';
import type Sqlite from 'better-sqlite3';

/** Marks the file as ours: https://sqlite.org/pragma.html#pragma_application_id */
const APPLICATION_ID = 0x746f6c67;
const SCHEMA_VERSION = 1;

/**
 * `logs` has where to go on in each log, and which entry came last; `prints` the messages of errors without what differs;
 * `words` the full-text index, whose text is that of `lines`: https://sqlite.org/fts5.html#external_content_tables
 */
const SCHEMA = `
  create table logs (
    target integer not null,
    name text not null,
    state text not null,
    last_file text,
    last_line integer,
    primary key (target, name)
  ) strict;
  create table prints (id integer primary key, text text not null unique, category text) strict;
  create table lines (
    id integer primary key autoincrement,
    target integer not null,
    log text not null,
    at integer not null,
    level integer,
    logger text,
    text text not null,
    print integer
  ) strict;
  create index lines_at on lines (at);
  create index errors_at on lines (at, print) where print is not null;
  create virtual table words using fts5 (text, content = 'lines', content_rowid = 'id');
  pragma application_id = ${APPLICATION_ID};
  pragma user_version = ${SCHEMA_VERSION};
`;

/** What makes a file one of logs, see database-file.ts. */
export const LOG_FILE = {
  scan: 'after damage or a crash',
  ours: (raw: Sqlite.Database) =>
    raw.pragma('application_id', { simple: true }) === APPLICATION_ID &&
    raw.pragma('user_version', { simple: true }) === SCHEMA_VERSION,
  create(raw: Sqlite.Database): void {
    // That pages can be given back can only be chosen before anything is written, and not in WAL.
    raw.pragma('journal_mode = DELETE');
    raw.pragma('auto_vacuum = INCREMENTAL');
    raw.exec('vacuum');
    raw.transaction(() => raw.exec(SCHEMA)).immediate();
    raw.pragma('journal_mode = WAL');
  },
} as const;

/** Where entries of logs lie, by the file of the samples. */
export function logFileBeside(samples: string): string {
  return join(dirname(samples), 'logs.db');
}
