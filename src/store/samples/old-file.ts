import { existsSync, renameSync, rmSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { DAY, type Instant } from '../../model/time.ts';
import { attempt } from '../database.ts';
import { encodeRun } from './chunk.ts';
import { dayOf, startOf } from './days.ts';
import type { Run } from './run.ts';
import { NARROW_VERSION, versionOf } from './schema.ts';
import { inSteps, type Shelf } from './shelf.ts';
import type { SeriesRow, Tiers } from './tiers.ts';

/** Ending of a file with one row per sample, while its samples are taken over. */
const OLD = '.old';
/** Name under which it is kept how far the taking over has come. */
const TAKEN = 'taken over up to series';

/** A file of the first version, of which some series are not taken over yet. Series have the same numbers in both. */
export interface OldFile {
  holds(series: number): boolean;
  /** Points in (from, to]. */
  points(series: number, from: Instant, to: Instant): Run;
  oldest(series: number): Instant;
  newest(series: number): Instant;
  /** Takes over what is left, in small steps, and removes the file. */
  takeOver(shelf: Shelf): Promise<void>;
  close(): void;
}

/** Puts a file of the first version aside, so that a new one takes its place. */
export function putOldAside(file: string): void {
  if (existsSync(file + OLD)) return;
  attempt(`take over ${file}`, () => {
    const raw = new Sqlite(file, { fileMustExist: true });
    const version = versionOf(raw);
    // Closing the last connection merges the log and removes it.
    if (version === NARROW_VERSION) raw.pragma('wal_checkpoint(TRUNCATE)');
    raw.close();
    if (version !== NARROW_VERSION) return;
    renameSync(file, file + OLD);
    for (const suffix of ['-wal', '-shm']) rmSync(file + suffix, { force: true });
  });
}

/** The file that was put aside, or null; its series are copied at once. */
export function openOld(file: string, tiers: Tiers): OldFile | null {
  if (!existsSync(file + OLD)) return null;
  const raw = new Sqlite(file + OLD, { fileMustExist: true });
  let taken = Number(tiers.meta(TAKEN) ?? 0);
  const ids = raw.prepare<[], number>('select id from series order by id').pluck().all();
  const last = ids.at(-1) ?? 0;
  if (tiers.meta(TAKEN) === null) copySeries(raw, tiers);
  const bound = (order: 'asc' | 'desc') =>
    raw
      .prepare<[number], Instant>(`select at from samples where series = ? order by at ${order}`)
      .pluck();
  const [first, final] = [bound('asc'), bound('desc')];
  const rows = raw
    .prepare<[number, number, number], [number, number]>(
      'select at, value from samples where series = ? and at > ? and at <= ? order by at',
    )
    .raw();
  const old: OldFile = {
    holds: (id) => id > taken && id <= last,
    points: (id, from, to) => runOf(rows.all(id, from, to)),
    oldest: (id) => first.get(id) ?? 0,
    newest: (id) => final.get(id) ?? 0,
    async takeOver(shelf) {
      for (const id of ids) {
        if (!old.holds(id)) continue;
        await takeSeries(shelf, old, id);
        taken = id;
      }
      raw.close();
      for (const suffix of ['', '-wal', '-shm']) rmSync(file + OLD + suffix, { force: true });
      shelf.old = null;
    },
    close: () => raw.close(),
  };
  return old;
}

function copySeries(raw: Sqlite.Database, tiers: Tiers): void {
  const rows = raw
    .prepare<[], Pick<SeriesRow, 'id' | 'target' | 'metric' | 'labels'>>('select * from series')
    .all();
  for (const row of rows) tiers.addSeries(row);
  tiers.putMeta(TAKEN, '0');
}

/** One series, day by day; a day that was taken over already is there twice until it is sealed. */
async function takeSeries(shelf: Shelf, old: OldFile, id: number): Promise<void> {
  const one = shelf.book.get(id);
  const [from, to] = [Math.max(old.oldest(id), one?.floor ?? 0), old.newest(id)];
  const days: number[] = [];
  for (let day = dayOf(from); one && day <= dayOf(to); day++) days.push(day);
  await inSteps(shelf, {
    what: 'take over samples',
    items: [...days, null],
    work(day) {
      if (day === null) return void shelf.tiers.putMeta(TAKEN, String(id));
      const run = old.points(id, Math.max(startOf(day), from - 1), startOf(day) + DAY);
      if (run.length > 0) shelf.tiers.addPart(id, day, encodeRun(run));
    },
  });
}

function runOf(rows: readonly (readonly [number, number])[]): Run {
  return {
    at: Float64Array.from(rows, ([at]) => at),
    values: Float64Array.from(rows, ([, value]) => value),
    length: rows.length,
  };
}
