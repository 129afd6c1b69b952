import { writeSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { RECORD_SEPARATOR, UNIT_SEPARATOR } from './rows.ts';
import type { CopyOrder, Queried } from './sqlite-file.ts';

/**
 * The process that asks one copied database: a query may go on for ever inside SQLite, where nothing but the end of a
 * process ends it.
 */
const { file, queries, mostRows, mostText } = JSON.parse(process.argv[2] ?? '') as CopyOrder;

function* answers(): Iterable<Queried> {
  let raw: Sqlite.Database;
  try {
    // It is ours: what a writer left unfinished is brought to its end in it, as sqlite3 would do.
    raw = new Sqlite(file, { fileMustExist: true });
    raw.pragma('query_only = on');
  } catch (error) {
    for (const _ of queries) yield complaint(error);
    return;
  }
  for (const query of queries) yield answer(raw, query);
  raw.close();
}

/** As sqlite3 prints it in its mode `ascii`, with a header. */
function answer(raw: Sqlite.Database, query: string): Queried {
  try {
    const asked = raw.prepare(query);
    if (!asked.reader || !asked.readonly) return { kind: 'trouble', message: WRITES };
    const head = asked.columns().map(({ name }) => name);
    let text = '';
    let rows = 0;
    for (const row of asked.raw().iterate() as Iterable<readonly unknown[]>) {
      text += `${row.map(cell).join(UNIT_SEPARATOR)}${RECORD_SEPARATOR}`;
      rows += 1;
      if (text.length > mostText)
        return { kind: 'trouble', message: `gives more than ${mostText / 1_024} KiB` };
      if (rows === mostRows) break;
    }
    return {
      kind: 'text',
      text: rows === 0 ? '' : `${head.join(UNIT_SEPARATOR)}${RECORD_SEPARATOR}${text}`,
    };
  } catch (error) {
    return complaint(error);
  }
}

const WRITES = 'the query would write into a readonly database';
const SEPARATORS = new RegExp(`[${UNIT_SEPARATOR}${RECORD_SEPARATOR}]`, 'g');

function cell(value: unknown): string {
  return value === null || Buffer.isBuffer(value) ? '' : String(value).replace(SEPARATORS, ' ');
}

function complaint(error: unknown): Queried {
  const { message } = error as Error;
  return { kind: 'trouble', message: `SQLite says “${message.slice(0, 160)}” of its copy` };
}

for (const one of answers()) writeSync(1, `${JSON.stringify(one)}\n`);
