import type Sqlite from 'better-sqlite3';
import { StoreError } from '../ports.ts';
import { EVENT_TABLES } from './events/tables.ts';

/** Marks the file as ours: https://sqlite.org/pragma.html#pragma_application_id */
const APPLICATION_ID = 0x746f6373;
export const SCHEMA_VERSION = 2;
/** The narrow table that was used before, one row per sample. */
export const NARROW_VERSION = 1;
/** Day chunks waste less at the end of larger pages, and each commit writes at least one. */
const PAGE_SIZE = 8192;

/**
 * `log` has what was taken in since the last spill, in order of arrival; `parts` what was spilled of days that are not
 * sealed; `chunks` one row per series and sealed day, `hours` its roll-ups. Rows of the last two are numbered by day,
 * then series (see days.ts), so that a new day is written at the end and an old one goes as a whole.
 */
const SCHEMA = `
  create table series (
    id integer primary key,
    target integer not null,
    metric text not null,
    labels text not null,
    newest integer,
    samples integer not null default 0,
    chunk_bytes integer not null default 0,
    hour_bytes integer not null default 0,
    unique (target, metric, labels)
  ) strict;
  create table log (id integer primary key, frame blob not null) strict;
  create table parts (
    id integer primary key,
    series integer not null,
    day integer not null,
    chunk blob not null
  ) strict;
  create index parts_of on parts (series, day);
  create table chunks (id integer primary key, chunk blob not null) strict;
  create table hours (id integer primary key, stats blob not null, sketches blob not null) strict;
  create table meta (name text primary key, value text not null) strict;
  ${EVENT_TABLES}
  pragma application_id = ${APPLICATION_ID};
  pragma user_version = ${SCHEMA_VERSION};
`;

/** What makes a file one of samples, see database-file.ts. */
export const KIND = {
  scan: 'after damage or a crash',
  ours: (raw: Sqlite.Database) =>
    raw.pragma('application_id', { simple: true }) === APPLICATION_ID && canBeRead(raw),
  create(raw: Sqlite.Database): void {
    // The size of pages, and that they can be given back, can only be chosen before anything is written, and not in WAL.
    raw.pragma('journal_mode = DELETE');
    raw.pragma(`page_size = ${PAGE_SIZE}`);
    raw.pragma('auto_vacuum = INCREMENTAL');
    raw.exec('vacuum');
    raw.transaction(() => raw.exec(SCHEMA)).immediate();
    raw.pragma('journal_mode = WAL');
  },
} as const;

const TABLES: Readonly<Record<number, readonly string[]>> = {
  [NARROW_VERSION]: ['series', 'samples'],
  [SCHEMA_VERSION]: ['series', 'log', 'parts', 'chunks', 'hours', 'meta'],
};

/** Looks into each table; those of a newer schema are not known here. Throws as SQLite does. */
function canBeRead(raw: Sqlite.Database): boolean {
  const version = versionOf(raw);
  for (const table of TABLES[version] ?? []) raw.prepare(`select * from ${table} limit 1`).get();
  if (version === NARROW_VERSION) {
    raw.prepare('select * from samples order by series desc, at desc limit 1').get();
  }
  return true;
}

export function versionOf(raw: Sqlite.Database): number {
  return raw.pragma('user_version', { simple: true }) as number;
}

/** @throws StoreError when the file was written by a newer version of this program. */
export function refuseNewer(raw: Sqlite.Database): void {
  const version = versionOf(raw);
  if (version <= SCHEMA_VERSION) return;
  throw new StoreError(
    `${raw.name} was written by a newer Tocsin (schema ${version}, this one knows ${SCHEMA_VERSION}); update Tocsin or restore a backup`,
  );
}
