import { writeSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { MOST_ROWS, rowFacts } from './row.ts';
import type { SqliteAnswer, SqliteOrder } from './sqlite-order.ts';

/**
 * The process that asks one database file: a query may go on for ever inside SQLite, where nothing but the end of a
 * process ends it.
 */
const order = JSON.parse(process.argv[2] ?? '') as SqliteOrder;

function answer({ path, query, integrity, patience }: SqliteOrder): SqliteAnswer {
  let raw: Sqlite.Database | null = null;
  try {
    raw = new Sqlite(path, { readonly: true, fileMustExist: true, timeout: patience });
    // Reads the first page, so that a file that is no database is found out without a query.
    raw.pragma('schema_version');
    const facts = query === null ? {} : rowFacts(firstRows(raw, query));
    if (!integrity) return { facts };
    const found = String(raw.pragma('quick_check(1)', { simple: true }));
    return { facts: { ...facts, intact: found === 'ok' }, damage: found === 'ok' ? null : found };
  } catch (error) {
    const { code = '', message } = error as Error & { code?: string };
    return { code, message };
  } finally {
    raw?.close();
  }
}

function firstRows(raw: Sqlite.Database, query: string): Record<string, unknown>[] {
  const asked = raw.prepare(query);
  if (!asked.reader || !asked.readonly) throw new Error('it gives no rows: write a SELECT');
  const rows: Record<string, unknown>[] = [];
  for (const row of asked.iterate() as Iterable<Record<string, unknown>>) {
    // Only the first is looked at.
    if (rows.push(rows.length === 0 ? row : {}) === MOST_ROWS) break;
  }
  return rows;
}

writeSync(1, JSON.stringify(answer(order)));
