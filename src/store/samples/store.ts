import type Sqlite from 'better-sqlite3';
import type { Labels } from '../../model/sample.ts';
import type { Instant } from '../../model/time.ts';
import { attempt, connect, type Database } from '../database.ts';
import { prepareFile } from '../database-file.ts';
import { sortedLabels } from '../labels.ts';
import { type Samples, StoreError } from '../ports.ts';
import { pointReader } from './points.ts';
import { pruneSamples } from './prune.ts';

/** Marks the file as ours: https://sqlite.org/pragma.html#pragma_application_id */
const APPLICATION_ID = 0x746f6373;
const SCHEMA_VERSION = 1;

const SCHEMA = `
  create table series (
    id integer primary key,
    target integer not null,
    metric text not null,
    labels text not null,
    unique (target, metric, labels)
  ) strict;
  create table samples (
    series integer not null references series (id),
    at integer not null,
    value real not null,
    primary key (series, at)
  ) strict, without rowid;
  pragma application_id = ${APPLICATION_ID};
  pragma user_version = ${SCHEMA_VERSION};
`;

const KIND = {
  scan: 'after damage or a crash',
  ours: (raw: Sqlite.Database) =>
    raw.pragma('application_id', { simple: true }) === APPLICATION_ID && canBeRead(raw),
  create: (raw: Sqlite.Database) => raw.transaction(() => raw.exec(SCHEMA)).immediate(),
} as const;

/** Looks into each table; those of a newer schema are not known here. Throws as SQLite does. */
function canBeRead(raw: Sqlite.Database): boolean {
  if (versionOf(raw) > SCHEMA_VERSION) return true;
  for (const table of ['series', 'samples']) {
    raw.prepare(`select * from ${table} limit 1`).get();
  }
  raw.prepare('select * from samples order by series desc, at desc limit 1').get();
  return true;
}

function versionOf(raw: Sqlite.Database): number {
  return raw.pragma('user_version', { simple: true }) as number;
}

/**
 * Opens the file of samples, or makes a new one. A power cut may take the last appends with it, never the file.
 *
 * @returns the samples; `notices` has one line per damaged or foreign file that was moved aside.
 * @throws StoreError with one line that says what to do.
 */
export async function openSamples(
  file: string,
  { now }: { readonly now: () => Instant },
): Promise<Samples & { readonly notices: readonly string[] }> {
  const notices = prepareFile(file, KIND, now());
  const database = connect(file, 'NORMAL');
  try {
    attempt(`open ${file}`, () => refuseNewer(database.raw));
    return { ...samplesOf(database), notices };
  } catch (error) {
    database.raw.close();
    throw error;
  }
}

function refuseNewer(raw: Sqlite.Database): void {
  const version = versionOf(raw);
  if (version <= SCHEMA_VERSION) return;
  throw new StoreError(
    `${raw.name} was written by a newer Tocsin (schema ${version}, this one knows ${SCHEMA_VERSION}); update Tocsin or restore a backup`,
  );
}

interface SeriesRow {
  readonly metric: string;
  readonly labels: string;
}

function samplesOf(database: Database): Samples {
  const { raw, read, write } = database;
  const insertSample = raw.prepare('insert or ignore into samples values (?, ?, ?)');
  const seriesOfTarget = raw.prepare<[number], SeriesRow>(
    'select metric, labels from series where target = ? order by metric, labels',
  );
  const seriesId = seriesIds(raw);

  return {
    append: (target, at, readings) =>
      write('store samples', () => {
        for (const { metric, labels, value } of readings) {
          if (Number.isFinite(value)) insertSample.run(seriesId(target, metric, labels), at, value);
        }
      }),

    series: (target) =>
      read('list the series', () =>
        seriesOfTarget.all(target).map(({ metric, labels }) => ({
          metric,
          labels: JSON.parse(labels) as Labels,
        })),
      ),

    points: pointReader(database),
    prune: (before) => pruneSamples(database, before),
    size: database.size,
    [Symbol.asyncDispose]: database[Symbol.asyncDispose],
  };
}

/** Finds a series or makes it, by an index look-up each time: a cache would outlive a transaction that failed. */
function seriesIds(raw: Sqlite.Database) {
  const find = raw
    .prepare<[number, string, string], number>(
      'select id from series where target = ? and metric = ? and labels = ?',
    )
    .pluck();
  const insert = raw.prepare('insert into series (target, metric, labels) values (?, ?, ?)');
  return (target: number, metric: string, labels: Labels): number => {
    const text = JSON.stringify(sortedLabels(labels));
    const known = find.get(target, metric, text);
    return known ?? Number(insert.run(target, metric, text).lastInsertRowid);
  };
}
