import type Sqlite from 'better-sqlite3';
import { dayOfRow, rowOf } from './days.ts';
import type { StoredHours } from './hours.ts';

interface PartRow {
  readonly id: number;
  readonly chunk: Buffer;
}

export interface SeriesRow {
  readonly id: number;
  readonly target: number;
  readonly metric: string;
  readonly labels: string;
  readonly newest: number | null;
  readonly samples: number;
  readonly chunk_bytes: number;
  readonly hour_bytes: number;
}

/** Every statement on the file, prepared once. Bytes in, bytes out: nothing here knows what they mean. */
export type Tiers = ReturnType<typeof tiers>;

export function tiers(raw: Sqlite.Database) {
  return { ...seriesOf(raw), ...logOf(raw), ...partsOf(raw), ...sealedOf(raw), ...metaOf(raw) };
}

function seriesOf(raw: Sqlite.Database) {
  const insert = raw.prepare('insert into series (id, target, metric, labels) values (?, ?, ?, ?)');
  const note = raw.prepare(
    'update series set newest = ?, samples = ?, chunk_bytes = ?, hour_bytes = ? where id = ?',
  );
  const remove = raw.prepare('delete from series where id = ?');
  return {
    allSeries: () => raw.prepare<[], SeriesRow>('select * from series').all(),
    addSeries: (one: Pick<SeriesRow, 'id' | 'target' | 'metric' | 'labels'>) =>
      insert.run(one.id, one.target, one.metric, one.labels),
    noteSeries: (one: Omit<SeriesRow, 'target' | 'metric' | 'labels'>) =>
      note.run(one.newest, one.samples, one.chunk_bytes, one.hour_bytes, one.id),
    removeSeries: (id: number) => remove.run(id),
  };
}

function logOf(raw: Sqlite.Database) {
  const insert = raw.prepare('insert into log (frame) values (?)');
  const remove = raw.prepare('delete from log where id <= ?');
  return {
    addFrame: (frame: Buffer) => insert.run(frame),
    frames: () => raw.prepare<[], Buffer>('select frame from log order by id').pluck().iterate(),
    newestFrame: () => raw.prepare<[], number | null>('select max(id) from log').pluck().get() ?? 0,
    removeFrames: (until: number) => remove.run(until),
  };
}

function partsOf(raw: Sqlite.Database) {
  const insert = raw.prepare('insert into parts (series, day, chunk) values (?, ?, ?)');
  const of = raw.prepare<[number, number], PartRow>(
    'select id, chunk from parts where series = ? and day = ? order by id',
  );
  const days = raw
    .prepare<[number, number, number], number>(
      'select distinct day from parts where series = ? and day between ? and ? order by day',
    )
    .pluck();
  const remove = raw.prepare('delete from parts where series = ? and day = ?');
  return {
    addPart: (series: number, day: number, chunk: Buffer) => insert.run(series, day, chunk),
    parts: (series: number, day: number) => of.all(series, day),
    partDays: (series: number, from: number, to: number) => days.all(series, from, to),
    /** Series and days that have parts, up to a day; by day, so that sealing writes in order. */
    open: (until: number) =>
      raw
        .prepare<[number], { series: number; day: number }>(
          'select distinct series, day from parts where day <= ? order by day, series',
        )
        .all(until),
    removeParts: (series: number, day: number) => remove.run(series, day),
  };
}

function sealedOf(raw: Sqlite.Database) {
  const chunk = raw.prepare<[number], Buffer>('select chunk from chunks where id = ?').pluck();
  const stats = raw.prepare<[number], Buffer>('select stats from hours where id = ?').pluck();
  const sketches = raw.prepare<[number], Buffer>('select sketches from hours where id = ?').pluck();
  const putChunk = raw.prepare('insert or replace into chunks values (?, ?)');
  const putHours = raw.prepare('insert or replace into hours values (?, ?, ?)');
  const removal = {
    chunks: raw.prepare('delete from chunks where id = ?'),
    hours: raw.prepare('delete from hours where id = ?'),
  };
  const before = (table: 'chunks' | 'hours', size: string) =>
    raw.prepare<[number, number, number], { id: number; bytes: number; chunk: Buffer | null }>(
      `select id, ${size} from ${table} where id > ? and id < ? order by id limit ?`,
    );
  const next = {
    chunks: before('chunks', 'length(chunk) as bytes, chunk'),
    hours: before('hours', 'length(stats) + length(sketches) as bytes, null as chunk'),
  };
  const oldest = {
    chunks: raw.prepare<[], number | null>('select min(id) from chunks').pluck(),
    hours: raw.prepare<[], number | null>('select min(id) from hours').pluck(),
  };
  const newest = raw.prepare<[], number | null>('select max(id) from chunks').pluck();
  const sum = (table: 'chunks' | 'hours', size: string) =>
    raw
      .prepare<[number, number], number>(
        `select coalesce(sum(${size}), 0) from ${table} where id >= ? and id < ?`,
      )
      .pluck();
  const ofDay = {
    chunks: sum('chunks', 'length(chunk)'),
    hours: sum('hours', 'length(stats) + length(sketches)'),
  };
  return {
    chunk: (day: number, series: number) => chunk.get(rowOf(day, series)),
    stats: (day: number, series: number) => stats.get(rowOf(day, series)),
    sketches: (day: number, series: number) => sketches.get(rowOf(day, series)),
    putChunk: (day: number, series: number, bytes: Buffer) =>
      putChunk.run(rowOf(day, series), bytes),
    putHours: (day: number, series: number, hours: StoredHours) =>
      putHours.run(rowOf(day, series), hours.stats, hours.sketches),
    /** Rows of days before `day`, behind the row `last`. */
    rowsBefore: (
      table: 'chunks' | 'hours',
      { last, day, limit }: { last: number; day: number; limit: number },
    ) => next[table].all(last, rowOf(day, 0), limit),
    removeRow: (table: 'chunks' | 'hours', id: number) => removal[table].run(id),
    /** Bytes of a day's rows. */
    bytesOfDay: (table: 'chunks' | 'hours', day: number) =>
      ofDay[table].get(rowOf(day, 0), rowOf(day + 1, 0)) ?? 0,
    chunkBytes: (day: number, series: number) =>
      ofDay.chunks.get(rowOf(day, series), rowOf(day, series) + 1) ?? 0,
    newestDay(): number | null {
      const id = newest.get() ?? null;
      return id === null ? null : dayOfRow(id);
    },
    oldestDay(table: 'chunks' | 'hours'): number | null {
      const id = oldest[table].get() ?? null;
      return id === null ? null : dayOfRow(id);
    },
  };
}

function metaOf(raw: Sqlite.Database) {
  const get = raw.prepare<[string], string>('select value from meta where name = ?').pluck();
  const put = raw.prepare('insert or replace into meta values (?, ?)');
  return {
    meta: (name: string) => get.get(name) ?? null,
    putMeta: (name: string, value: string) => put.run(name, value),
  };
}
