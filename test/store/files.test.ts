import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { getTableConfig, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { describe, expect, test } from 'vitest';
import { StoreError } from '../../src/store/ports.ts';
import { openSamples } from '../../src/store/samples/store.ts';
import { findMigrations, migrate } from '../../src/store/sqlite/migrate.ts';
import * as state from '../../src/store/sqlite/schema.ts';
import * as actions from '../../src/store/sqlite/schema-actions.ts';
import * as adjustments from '../../src/store/sqlite/schema-adjustments.ts';
import * as checks from '../../src/store/sqlite/schema-checks.ts';
import * as insight from '../../src/store/sqlite/schema-insight.ts';
import * as messages from '../../src/store/sqlite/schema-messages.ts';
import * as oncall from '../../src/store/sqlite/schema-oncall.ts';
import { openStore } from '../../src/store/sqlite/store.ts';
import { aTarget } from './fixtures.ts';
import { freshFolder } from './fresh-folder.ts';

const now = () => Date.UTC(2026, 10, 23, 8);
const KINDS = [
  { name: 'state', open: openStore },
  { name: 'samples', open: openSamples },
];

/** A folder with a closed store in it. */
async function closedStore(): Promise<string> {
  const file = join(freshFolder(), 'tocsin.db');
  const store = await openStore(file, { now });
  await store.targets.sync([aTarget()], 1);
  await store[Symbol.asyncDispose]();
  return file;
}

function withRaw<T>(file: string, work: (raw: Sqlite.Database) => T): T {
  const raw = new Sqlite(file);
  try {
    return work(raw);
  } finally {
    raw.close();
  }
}

describe.each(KINDS)('the file of $name', ({ open }) => {
  test('is made for its owner alone, folder included', async () => {
    const file = join(freshFolder(), 'new', 'data', 'x.db');
    await using opened = await open(file, { now });
    expect(opened.notices).toEqual([]);
    expect(statSync(dirname(file)).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(dirname(file))) {
      expect(statSync(join(dirname(file), name)).mode & 0o077, name).toBe(0);
    }
  });

  test.each([
    { name: 'empty', says: 'is empty', make: (file: string) => writeFileSync(file, '') },
    {
      name: 'garbage',
      says: 'is damaged (SQLITE_NOTADB)',
      make: (file: string) => writeFileSync(file, 'no database\n'.repeat(500)),
    },
    {
      name: 'a database of something else',
      says: 'is not a database of Tocsin',
      make: (file: string) => withRaw(file, (raw) => raw.exec('create table a (b)')),
    },
    {
      name: 'a log without its database',
      says: 'is missing while its log is there',
      make: (file: string) => writeFileSync(`${file}-wal`, 'x'),
    },
  ])('$name is moved aside, never overwritten', async ({ make, says }) => {
    const folder = freshFolder();
    const file = join(folder, 'x.db');
    make(file);
    const before = readdirSync(folder).map((name) => readFileSync(join(folder, name)));
    await using opened = await open(file, { now });
    const aside = `${file}.damaged-20261123T080000.000Z`;
    expect(opened.notices).toEqual([
      expect.stringContaining(`${file} ${says}; it was moved to ${aside}`),
    ]);
    const kept = [aside, `${aside}-wal`].filter((path) => existsSync(path));
    expect(kept.map((path) => readFileSync(path))).toEqual(before);
    expect(await opened.size()).toBeGreaterThan(0);
  });

  test('two damaged files of one moment are both kept', async () => {
    const file = join(freshFolder(), 'x.db');
    for (const text of ['first', 'second']) {
      writeFileSync(file, text);
      for (const suffix of ['-wal', '-shm']) writeFileSync(file + suffix, text);
      const opened = await open(file, { now });
      await opened[Symbol.asyncDispose]();
    }
    const aside = `${file}.damaged-20261123T080000.000Z`;
    expect(readFileSync(aside, 'utf8')).toBe('first');
    expect(readFileSync(`${aside}-2`, 'utf8')).toBe('second');
  });

  test('a newer schema is refused with one line, and the file left as it is', async () => {
    const file = join(freshFolder(), 'x.db');
    await (await open(file, { now }))[Symbol.asyncDispose]();
    withRaw(file, (raw) => raw.pragma('user_version = 99'));
    const before = readFileSync(file);
    await expect(open(file, { now })).rejects.toThrow(
      /^\S+x\.db was written by a newer Tocsin \(schema 99.*update/,
    );
    await expect(open(file, { now })).rejects.toThrow(StoreError);
    expect(readFileSync(file)).toEqual(before);
  });

  test('a folder in its place is refused with one line', async () => {
    const file = join(freshFolder(), 'x.db');
    mkdirSync(file);
    await expect(open(file, { now })).rejects.toThrow(
      new StoreError(`${file} is no file; move it away`),
    );
  });

  test('an interrupted start leaves nothing that looks damaged', async () => {
    const file = join(freshFolder(), 'x.db');
    writeFileSync(`${file}.new`, '');
    writeFileSync(`${file}.new-wal`, 'half');
    await using opened = await open(file, { now });
    expect(opened.notices).toEqual([]);
  });
});

test('a page overwritten by something else is noticed at start', async () => {
  const file = await closedStore();
  const bytes = readFileSync(file);
  bytes.fill(0xa5, 4096 * 3, 4096 * 6);
  writeFileSync(file, bytes);
  await using store = await openStore(file, { now });
  expect(store.notices).toEqual([expect.stringContaining('is damaged')]);
  expect(await store.targets.list()).toEqual([]);
});

test('every commit is durable: synchronous is FULL, whatever WAL says', async () => {
  const file = await closedStore();
  const asked: Sqlite.Database[] = [];
  const prepare = Sqlite.prototype.prepare;
  Sqlite.prototype.prepare = function (this: Sqlite.Database, source: string) {
    if (!asked.includes(this)) asked.push(this);
    return prepare.call(this, source) as never;
  };
  try {
    await using store = await openStore(file, { now });
    await store.settings.set('a', 'b');
    const live = asked.filter((raw) => raw.open);
    expect(live.map((raw) => raw.pragma('synchronous', { simple: true }))).toEqual([2]);
    expect(live.map((raw) => raw.pragma('foreign_keys', { simple: true }))).toEqual([1]);
    expect(live.map((raw) => raw.pragma('journal_mode', { simple: true }))).toEqual(['wal']);
  } finally {
    Sqlite.prototype.prepare = prepare;
  }
});

test('a file that another program writes is tried again, then refused with one line', async () => {
  const file = await closedStore();
  await using store = await openStore(file, { now });
  const other = new Sqlite(file);
  other.exec('begin immediate');
  const waiting = store.settings.set('a', 'b');
  expect(await store.settings.get('a')).toBeNull();
  other.exec('rollback');
  await waiting;
  other.exec('begin immediate');
  await expect(store.settings.set('a', 'c')).rejects.toThrow(/another program holds the file/);
  other.close();
  expect(await store.settings.get('a')).toBe('b');
});

describe('migrations', () => {
  const tables = [state, messages, adjustments, checks, actions, oncall, insight]
    .flatMap((one) => Object.values(one))
    .filter((one) => one instanceof SQLiteTable);

  test('lead to the schema, column by column', async () => {
    const file = await closedStore();
    const wanted = tables.map((table) => {
      const { name, columns, primaryKeys } = getTableConfig(table);
      const composite = primaryKeys.flatMap((key) => key.columns.map((column) => column.name));
      return {
        name,
        columns: columns.map((column) => ({
          name: column.name,
          type: column.getSQLType(),
          notnull: column.notNull,
          key: column.primary || composite.includes(column.name),
        })),
      };
    });
    const found = withRaw(file, (raw) =>
      wanted.map(({ name }) => ({
        name,
        columns: (raw.pragma(`table_info(${name})`) as Column[]).map((column) => ({
          name: column.name,
          type: column.type.toLowerCase(),
          notnull: column.notnull === 1,
          key: column.pk > 0,
        })),
      })),
    );
    expect(found).toEqual(wanted);
  });

  test('bring every index of the schema and no table beside it', async () => {
    const file = await closedStore();
    const namesOf = (type: string) =>
      withRaw(file, (raw) =>
        raw
          .prepare(
            "select name from sqlite_master where type = ? and name not like 'sqlite_%' order by 1",
          )
          .pluck()
          .all(type),
      );
    const configs = tables.map(getTableConfig);
    expect(namesOf('table')).toEqual(configs.map(({ name }) => name).sort());
    const indexes = configs.flatMap(({ indexes: own, columns }) => [
      ...own.map((one) => one.config.name),
      ...columns.flatMap((column) => (column.isUnique ? [column.uniqueName] : [])),
    ]);
    expect(namesOf('index')).toEqual(indexes.sort());
  });

  test('a step that fails leaves nothing behind, and is done when it can be', async () => {
    const raw = new Sqlite(':memory:');
    const steps = ['create table a (x)', 'create table b (y); insert into nowhere values (1)'];
    expect(() => migrate(raw, steps)).toThrow('nowhere');
    expect(raw.pragma('user_version', { simple: true })).toBe(1);
    migrate(raw, ['create table a (x)', 'create table b (y)']);
    expect(raw.pragma('user_version', { simple: true })).toBe(2);
    raw.close();
  });

  test('rebuilding a table keeps the rows that refer to it', async () => {
    const raw = new Sqlite(':memory:');
    const first = `create table a (id integer primary key);
      create table b (a integer references a (id) on delete cascade);
      insert into a values (1); insert into b values (1)`;
    const rebuild =
      'create table c (id integer primary key); insert into c select id from a; drop table a; alter table c rename to a';
    migrate(raw, [first, rebuild]);
    expect(raw.prepare('select count(*) from b').pluck().get()).toBe(1);
    expect(raw.pragma('foreign_keys', { simple: true })).toBe(1);
    raw.close();
  });

  test('are found from a bundle as from the sources', () => {
    const folder = freshFolder();
    mkdirSync(join(folder, 'drizzle/sqlite/meta'), { recursive: true });
    mkdirSync(join(folder, 'dist'));
    writeFileSync(join(folder, 'drizzle/sqlite/meta/_journal.json'), '{"entries":[]}');
    expect(findMigrations(join(folder, 'dist'))).toBe(join(folder, 'drizzle/sqlite'));
    expect(findMigrations()).toMatch(/drizzle.sqlite$/);
  });
});

interface Column {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly pk: number;
}
