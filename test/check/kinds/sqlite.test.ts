import { existsSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { sqlite } from '../../../src/check/kinds/sqlite.ts';
import { freshFolder } from '../../store/fresh-folder.ts';
import { ask } from '../asking.ts';

function orders(folder = freshFolder()) {
  const path = join(folder, 'shop.db');
  const raw = new Sqlite(path);
  raw.exec('CREATE TABLE orders (word TEXT, price REAL)');
  raw.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
    INSERT INTO orders SELECT 'x', 1.5 FROM n`);
  onTestFinished(() => {
    raw.close();
  });
  return { path, raw, folder };
}

test('a file is read and measured, and nothing beside it is made', async () => {
  const { path, folder } = orders();
  const { status, reasons, details } = await ask(sqlite, {
    ...{ path, integrity: true },
    query: 'SELECT word, price, count(*) AS n FROM orders',
  });
  expect({ status, reasons }).toEqual({ status: 'healthy', reasons: [] });
  expect(details).toEqual({
    ...{ rows: 1, 'row.word': 'x', 'row.price': 1.5, 'row.n': 3_000, intact: true },
    ...{ size_bytes: expect.any(Number), wal_bytes: 0, age_seconds: expect.any(Number) },
  });
  expect(readdirSync(folder)).toEqual(['shop.db']);
});

test('rows are counted up to a limit', async () => {
  const { path } = orders();
  const { details } = await ask(sqlite, { path, query: 'SELECT word FROM orders' });
  expect(details).toMatchObject({ rows: 1_000, 'row.word': 'x' });
});

test('a file that its program is writing to is read as it stands', async () => {
  const { path, raw } = orders();
  raw.pragma('journal_mode = wal');
  raw.exec("BEGIN; INSERT INTO orders VALUES ('y', 2)");
  const { reasons, details } = await ask(sqlite, {
    path,
    query: 'SELECT count(*) AS n FROM orders',
  });
  expect(reasons).toEqual([]);
  expect(details).toMatchObject({ 'row.n': 3_000 });
});

test('a query without end is ended with its process', async () => {
  const { path } = orders();
  const query =
    'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n';
  const { reasons } = await ask(sqlite, { path, query }, { timeout: 700 });
  expect(reasons).toEqual(['no answer within 0.7 s: still waiting for SQLite to read the file']);
});

test.each<{ name: string; at: () => string; query?: string; says: string }>([
  { name: 'no file', at: () => '/nowhere/shop.db', says: 'is not there: mend `path`' },
  { name: 'a folder', at: () => freshFolder(), says: 'is no file' },
  {
    name: 'some other file',
    at: () => {
      const path = join(freshFolder(), 'shop.db');
      writeFileSync(path, 'what? '.repeat(1_000));
      return path;
    },
    says: 'is no SQLite database',
  },
  {
    name: 'an unknown table',
    at: () => orders().path,
    query: 'SELECT * FROM x',
    says: '“no such table: x”',
  },
  {
    name: 'a query that writes',
    at: () => orders().path,
    query: 'DELETE FROM orders',
    says: 'write a SELECT',
  },
  {
    name: 'a second file',
    at: () => orders().path,
    query: "ATTACH 'x.db' AS x",
    says: 'write a SELECT',
  },
  {
    name: 'a writer that locks it out',
    at: () => {
      const { path, raw } = orders();
      raw.exec("BEGIN EXCLUSIVE; INSERT INTO orders VALUES ('y', 2)");
      return path;
    },
    query: 'SELECT 1 FROM orders',
    says: 'is locked by a writer',
  },
  {
    name: 'a file that lost its end',
    at: () => {
      const { path, raw } = orders();
      raw.close();
      truncateSync(path, 16_384);
      return path;
    },
    says: 'is damaged',
  },
])('$name is said in words', async ({ at, query, says }) => {
  const path = at();
  const existed = existsSync(path);
  const entry = { path, integrity: true, ...(query !== undefined && { query }) };
  const { status, reasons } = await ask(sqlite, entry, { timeout: 1_500 });
  expect({ status, reasons }).toEqual({
    status: 'unhealthy',
    reasons: [expect.stringContaining(says)],
  });
  expect(existsSync(path)).toBe(existed);
});
