import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import type {
  ErrorGroups,
  ErrorShare,
  KeptEntry,
  LogBatch,
  LogCounts,
  LogFilter,
  LogReader,
} from '../../../model/log.ts';
import type { Instant } from '../../../model/time.ts';
import { connect, type Database } from '../../database.ts';
import { prepareFile } from '../../database-file.ts';
import { StoreError } from '../../ports.ts';
import { hasRoom } from '../room.ts';
import { LOG_FILE } from './schema.ts';
import { type LogTables, levelNumber, logTables } from './tables.ts';

/** Entries that are removed in one transaction, a few milliseconds. */
const BATCH = 300;
/** Characters of an entry that grows. */
const LONGEST = 16 * 1024;
/** Answers of a list. */
const MOST = 5_000;

export interface LogFileOptions {
  readonly file: string;
  /** Bytes of entries; beyond them the oldest are forgotten. */
  readonly most: number;
}

export type FindOptions = Parameters<LogReader['find']>[1];
type ShareBy = Parameters<LogReader['shares']>[1];

/** What the main thread asks of the file of logs; it is opened, or made, when first asked. */
export interface LogKeeper {
  states(target: number): Promise<Readonly<Record<string, string>>>;
  take(batch: LogBatch): Promise<void>;
  find(asked: LogFilter & FindOptions): Promise<readonly KeptEntry[]>;
  errors(asked: LogFilter & { readonly limit: number }): Promise<ErrorGroups>;
  shares(asked: LogFilter & { readonly by: ShareBy }): Promise<readonly ErrorShare[]>;
  counts(asked: LogFilter & { readonly spans: number }): Promise<LogCounts>;
  prune(limit: { readonly before: Instant; readonly most: number }): Promise<void>;
  close(): void;
}

interface Open {
  readonly database: Database;
  readonly tables: LogTables;
}

export function keepLogs(
  { file, most: configured }: LogFileOptions,
  { now, report }: { now(): Instant; report(line: string): void },
): LogKeeper {
  let most = configured;
  let open: Open | null = null;
  let isClosed = false;

  function opened(): Open {
    if (isClosed) throw new StoreError('the logs are closed');
    if (open !== null) return open;
    for (const notice of prepareFile(file, LOG_FILE, now())) report(notice);
    const database = connect(file, 'NORMAL');
    open = { database, tables: logTables(database.raw) };
    return open;
  }

  const read = <T>(work: (tables: LogTables) => T): Promise<T> => {
    const { database, tables } = opened();
    return database.read('read logs', () => work(tables));
  };

  /** Small steps, so that whoever asks is heard between them. */
  async function removeWhile(before: Instant, isEnough: () => boolean): Promise<void> {
    const { database, tables } = opened();
    while (!isClosed && !isEnough()) {
      const gone = await database.write('prune logs', () => {
        const count = tables.remove(before, BATCH);
        tables.giveBack();
        return count;
      });
      if (gone === 0) return;
      await breathe();
    }
  }

  return {
    states: (target) =>
      read((tables) =>
        Object.fromEntries(tables.states(target).map(({ name, state }) => [name, state])),
      ),
    async take(batch) {
      if (!hasRoom(dirname(file))) {
        throw new StoreError(
          'cannot store lines of logs: the disk is full but for what alerts need',
        );
      }
      const { database, tables } = opened();
      await database.write('store lines of logs', () => store(tables, batch, Math.round(now())));
      if (tables.used() > most) {
        await removeWhile(Number.MAX_SAFE_INTEGER, () => tables.used() <= most);
      }
    },
    find: ({ words = [], after = 0, limit, ...filter }) =>
      read((tables) => {
        const asked = { ...bound(filter), after, limit: Math.min(limit, MOST) };
        if (words.length === 0) return tables.newest(asked);
        // A word without letters and digits is none in the index.
        const sought = words.filter((word) => /[\p{L}\p{N}]/u.test(word));
        return sought.length === 0 ? [] : tables.matching({ ...asked, words: matchOf(sought) });
      }),
    errors: ({ limit, ...filter }) =>
      read((tables) => {
        const rows = tables.groups({ ...bound(filter), limit: Math.min(limit, MOST) });
        const groups = rows.flatMap(({ example: id, count, first, last }) => {
          const example = tables.get(id);
          if (example?.print == null) return [];
          const { print, category } = example;
          return [{ print, category, count, first, last, example }];
        });
        return { total: rows[0]?.total ?? 0, groups };
      }),
    shares: ({ by, ...filter }) => read((tables) => tables.shares(bound(filter), by)),
    counts: ({ spans, ...filter }) =>
      read((tables) => {
        const step = Math.max(1, Math.ceil((filter.to - filter.from) / spans));
        const errorsOverTime = Array.from({ length: spans }, () => 0);
        for (const { span, errors } of tables.spans({ ...bound(filter), step })) {
          errorsOverTime[span] = errors;
        }
        return { ...tables.counts(bound(filter)), errorsOverTime };
      }),
    async prune(limit) {
      most = limit.most;
      if (open === null && !existsSync(file)) return;
      await removeWhile(limit.before, () => false);
      const { database, tables } = opened();
      await removeWhile(Number.MAX_SAFE_INTEGER, () => tables.used() <= most);
      await database.write('prune logs', () => tables.forget());
    },
    close() {
      isClosed = true;
      open?.database.raw.close();
    },
  };
}

function store(tables: LogTables, { target, log, state, pieces }: LogBatch, now: Instant): void {
  let last = tables.last(target, log);
  for (const { file, more, entries } of pieces) {
    if (more !== '')
      last = { file, line: extended(tables, { target, log, more, last, file, now }) };
    for (const entry of entries) last = { file, line: tables.add(target, log, entry) };
  }
  tables.note({ target, log, state, ...last });
}

/** Lines that belong to the entry before; what stands behind no entry that is kept is one by itself. */
function extended(
  tables: LogTables,
  {
    last,
    ...piece
  }: {
    readonly target: number;
    readonly log: string;
    readonly more: string;
    readonly file: string;
    readonly last: { readonly file: string | null; readonly line: number | null };
    readonly now: Instant;
  },
): number {
  const { target, log, more, file, now } = piece;
  if (last.line !== null && last.file === file) {
    const grown = (before: string) => `${before}\n${more}`.slice(0, LONGEST).toWellFormed();
    if (tables.extend(last.line, grown)) return last.line;
  }
  const plain = { level: null, logger: null, print: null, category: null };
  return tables.add(target, log, { ...plain, at: now, text: more });
}

function bound({ from, to, target, log, level }: LogFilter) {
  return { from, to, target, log, level: levelNumber(level) };
}

/** Each word as a text of its own, so that none is an operator; by its beginning. */
function matchOf(words: readonly string[]): string {
  return words.map((word) => `"${word.replaceAll(/["\0]/g, ' ')}" *`).join(' ');
}
