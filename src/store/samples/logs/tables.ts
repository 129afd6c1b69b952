import type Sqlite from 'better-sqlite3';
import {
  type ErrorShare,
  type KeptEntry,
  LOG_LEVELS,
  type LogEntry,
  type LogFilter,
} from '../../../model/log.ts';

interface LineRow {
  readonly id: number;
  readonly target: number;
  readonly log: string;
  readonly at: number;
  readonly level: number | null;
  readonly logger: string | null;
  readonly text: string;
  readonly print: string | null;
  readonly category: string | null;
}

/** A filter as it is bound; level null: any. */
export type BoundFilter = Omit<LogFilter, 'level'> & { readonly level: number | null };

const LINE = `l.id, l.target, l.log, l.at, l.level, l.logger, l.text, p.text as print, p.category
  from lines l left join prints p on p.id = l.print`;
const FILTER = `l.at >= @from and l.at < @to
  and (@target is null or l.target = @target)
  and (@log is null or l.log = @log)
  and (@level is null or l.level >= @level)`;

export type LogTables = ReturnType<typeof logTables>;

export function logTables(raw: Sqlite.Database) {
  const states = raw.prepare<[number], { name: string; state: string }>(
    'select name, state from logs where target = ?',
  );
  const last = raw.prepare<[number, string], { file: string | null; line: number | null }>(
    'select last_file as file, last_line as line from logs where target = ? and name = ?',
  );
  const note = raw.prepare(
    `insert into logs values (@target, @log, @state, @file, @line)
     on conflict do update set state = @state, last_file = @file, last_line = @line`,
  );
  const addPrint = raw.prepare(
    'insert into prints (text, category) values (?, ?) on conflict do nothing',
  );
  const print = raw.prepare<[string], number>('select id from prints where text = ?').pluck();
  const addLine = raw.prepare(
    `insert into lines (target, log, at, level, logger, text, print)
     values (@target, @log, @at, @level, @logger, @text, @print)`,
  );
  const addWords = raw.prepare('insert into words (rowid, text) values (?, ?)');
  const removeWords = raw.prepare("insert into words (words, rowid, text) values ('delete', ?, ?)");
  const text = raw.prepare<[number], string>('select text from lines where id = ?').pluck();
  const setText = raw.prepare('update lines set text = ? where id = ?');
  const oldest = raw.prepare<[number, number], { id: number; text: string }>(
    'select id, text from lines where at < ? order by id limit ?',
  );
  const remove = raw.prepare('delete from lines where id = ?');
  const forget = raw.prepare(
    'delete from prints where not exists (select 1 from lines where print = prints.id)',
  );

  return {
    states: (target: number) => states.all(target),
    last: (target: number, log: string) => last.get(target, log) ?? { file: null, line: null },
    note: (row: {
      target: number;
      log: string;
      state: string;
      file: string | null;
      line: number | null;
    }) => note.run(row),
    add(target: number, log: string, entry: LogEntry): number {
      const { at, level, logger, text: whole } = entry;
      let printed: number | null = null;
      if (entry.print !== null) {
        addPrint.run(entry.print, entry.category);
        printed = print.get(entry.print) ?? null;
      }
      const row = {
        target,
        log,
        at,
        level: levelNumber(level),
        logger,
        text: whole,
        print: printed,
      };
      const id = Number(addLine.run(row).lastInsertRowid);
      addWords.run(id, whole);
      return id;
    },
    /** False when the entry is kept no more. */
    extend(id: number, more: (before: string) => string): boolean {
      const before = text.get(id);
      if (before === undefined) return false;
      const after = more(before);
      removeWords.run(id, before);
      setText.run(after, id);
      addWords.run(id, after);
      return true;
    },
    /** Removes the entries that came first, of those from before an instant; gives how many. */
    remove(before: number, limit: number): number {
      const rows = oldest.all(before, limit);
      for (const { id, text: gone } of rows) {
        removeWords.run(id, gone);
        remove.run(id);
      }
      return rows.length;
    },
    forget: () => forget.run(),
    ...questions(raw),
    /** Bytes that hold something. */
    used(): number {
      const [pages, free, size] = ['page_count', 'freelist_count', 'page_size'].map((name) =>
        Number(raw.pragma(name, { simple: true })),
      );
      return ((pages ?? 0) - (free ?? 0)) * (size ?? 0);
    },
    giveBack: () => raw.pragma('incremental_vacuum(500)'),
  };
}

function questions(raw: Sqlite.Database) {
  const newest = raw.prepare<unknown[], LineRow>(
    `select ${LINE} where ${FILTER} and l.id > @after order by l.at desc, l.id desc limit @limit`,
  );
  const matching = raw.prepare<unknown[], LineRow>(
    `select ${LINE} join words w on w.rowid = l.id
     where words match @words and ${FILTER} and l.id > @after
     order by w.rowid desc limit @limit`,
  );
  const byId = raw.prepare<[number], LineRow>(`select ${LINE} where l.id = ?`);
  const groups = raw.prepare<unknown[], GroupRow>(
    `select count(*) as count, min(l.at) as first, max(l.at) as last, max(l.id) as example,
       sum(count(*)) over () as total
     from lines l where l.print is not null and ${FILTER}
     group by l.print order by count(*) desc, max(l.at) desc limit @limit`,
  );
  const shares = {
    logger: raw.prepare<unknown[], ErrorShare>(shareOf('l.logger')),
    category: raw.prepare<unknown[], ErrorShare>(shareOf('p.category')),
  };
  const counts = raw.prepare<unknown[], { entries: number; errors: number; warnings: number }>(
    `select count(*) as entries, count(*) filter (where l.level >= 3) as errors,
       count(*) filter (where l.level = 2) as warnings
     from lines l where ${FILTER}`,
  );
  const spans = raw.prepare<unknown[], { span: number; errors: number }>(
    `select cast((l.at - @from) / @step as integer) as span, count(*) as errors
     from lines l where l.print is not null and ${FILTER} group by 1`,
  );
  return {
    newest: (asked: BoundFilter & { after: number; limit: number }) =>
      newest.all(asked).map(entryOf),
    matching: (asked: BoundFilter & { after: number; limit: number; words: string }) =>
      matching.all(asked).map(entryOf),
    get(id: number): KeptEntry | null {
      const row = byId.get(id);
      return row === undefined ? null : entryOf(row);
    },
    groups: (asked: BoundFilter & { limit: number }) => groups.all(asked),
    shares: (asked: BoundFilter, by: keyof typeof shares) => shares[by].all(asked),
    counts: (asked: BoundFilter) => counts.get(asked) ?? { entries: 0, errors: 0, warnings: 0 },
    spans: (asked: BoundFilter & { step: number }) => spans.all(asked),
  };
}

function shareOf(column: string): string {
  return `select ${column} as name, count(*) as count, min(l.at) as first, max(l.at) as last
     from lines l join prints p on p.id = l.print where ${FILTER}
     group by ${column} order by count(*) desc, name`;
}

interface GroupRow {
  readonly count: number;
  readonly first: number;
  readonly last: number;
  readonly example: number;
  readonly total: number;
}

function entryOf({ level, ...row }: LineRow): KeptEntry {
  return { ...row, level: level === null ? null : (LOG_LEVELS[level] ?? null) };
}

export function levelNumber(level: LogEntry['level']): number | null {
  return level === null ? null : LOG_LEVELS.indexOf(level);
}
