import { nearest } from '../model/nearest.ts';
import type { Labels, Point, Reading } from '../model/sample.ts';
import type { Clock, Instant } from '../model/time.ts';
import { MINUTE } from '../model/time.ts';
import type { RawRow } from './body.ts';
import type { Period } from './fields.ts';
import { shown } from './fields.ts';
import type { MeasuredRow } from './rows.ts';
import type { Seen } from './seen.ts';
import { once } from './seen.ts';
import { nameOf, seriesLimit } from './series-limit.ts';

/** What is older than this is late: it is kept, and no rule is judged by it. */
const FRESH = 5 * MINUTE;

/** What became of the rows of one request. */
export interface Taken {
  readonly accepted: number;
  readonly duplicate: number;
  readonly rejected: readonly Rejected[];
}

/** A row that was not taken. */
export interface Rejected {
  /** Its place in the request, from 0. */
  readonly index: number;
  readonly reason: string;
  /** It was good and may be sent again as it is. */
  readonly retry?: true;
}

/** What a target sent of one series, oldest first. */
export interface PushedSeries {
  readonly metric: string;
  readonly labels: Labels;
  readonly points: readonly Point[];
}

/** What taking metrics needs from outside. */
export interface IntakeDeps {
  readonly clock: Clock;
  readonly seen: Seen;
  /** Milliseconds that samples are kept. */
  retention(): number;
  targets(): readonly { readonly id: number; readonly name: string }[];
  series(target: number): Promise<readonly { metric: string; labels: Labels }[]>;
  append(target: number, at: Instant, readings: readonly Reading[]): Promise<void>;
  /** What was appended is on the disk. */
  flush(): Promise<void>;
  /** A row of a target is stored. */
  took(target: number, row: Pick<MeasuredRow, 'at' | 'readings' | 'note'>): void;
  /** Lets the rules of a target see what it sent. */
  judge(target: number, series: readonly PushedSeries[]): Promise<void>;
  /** Something could not be stored or judged. */
  failed(error: unknown): void;
}

export interface Batch {
  readonly rows: readonly RawRow[];
  /** Where it came in: keys of one place say nothing at another. */
  readonly place: string;
  /** Key of the whole request, or null. */
  readonly key: string | null;
  read(row: unknown, period: Period): MeasuredRow | string;
}

interface Good extends MeasuredRow {
  readonly index: number;
  /** Of the target. */
  readonly id: number;
}

/** One reading of a row. */
interface Measured extends Reading {
  readonly id: number;
  readonly at: Instant;
  /** The series, by `nameOf`. */
  readonly series: string;
}

/** Rows, or groups of them, that are dealt with before others get their turn. */
const BATCH = 250;

function nextTurn(): Promise<void> {
  return new Promise((done) => setImmediate(done));
}

/** Takes pushed rows: the good ones are stored and judged, each bad one is named with its reason. */
export function intake(deps: IntakeDeps): (batch: Batch) => Promise<Taken> {
  const limit = seriesLimit(deps);
  return (batch) =>
    once(deps.seen, batch.key === null ? null : `${batch.place}/request/${batch.key}`, {
      work: () => takeRows(deps, batch, limit),
      again: () => ({ accepted: 0, duplicate: batch.rows.length, rejected: [] }),
    });
}

async function takeRows(
  deps: IntakeDeps,
  batch: Batch,
  limit: ReturnType<typeof seriesLimit>,
): Promise<{ result: Taken; isWhole: boolean }> {
  const rejected: Rejected[] = [];
  const known = await readAll(deps, batch, rejected);
  await limit.load(new Set(known.map(({ id }) => id)));
  let duplicate = 0;
  const good = known.filter((row) => {
    const reason = limit.refusal(row.id, row.readings);
    if (reason !== null) rejected.push({ index: row.index, reason });
    else if (row.key === null || deps.seen.take(rowKey(batch, row.key))) return true;
    else duplicate++;
    return false;
  });
  const stored = await storeAll(deps, good);
  for (const row of stored) if (row.key !== null) deps.seen.keep(rowKey(batch, row.key));
  for (const row of stored) deps.took(row.id, row);
  const kept = new Set(stored);
  for (const row of good.filter((one) => !kept.has(one))) {
    rejected.push({ index: row.index, reason: NOT_STORED, retry: true });
    if (row.key !== null) deps.seen.release(rowKey(batch, row.key));
  }
  await judgeAll(deps, stored, limit.advance);
  rejected.sort((one, other) => one.index - other.index);
  const result = { accepted: stored.length, duplicate, rejected };
  // What was not stored is sent again with the same key.
  return { result, isWhole: stored.length === good.length };
}

const NOT_STORED = 'it could not be stored just now — send it again';

function rowKey({ place }: Batch, key: string): string {
  return `${place}/row/${key}`;
}

async function readAll(
  deps: IntakeDeps,
  { rows, read }: Batch,
  rejected: Rejected[],
): Promise<readonly Good[]> {
  const now = deps.clock.now();
  const period = { now, oldest: now - deps.retention() };
  const find = targetFinder(deps.targets());
  const good: Good[] = [];
  for (const [index, raw] of rows.entries()) {
    if (index % BATCH === BATCH - 1) await nextTurn();
    const row = raw.kind === 'json' ? read(raw.value, period) : raw.reason;
    const id = typeof row === 'string' ? row : find(row.target);
    if (typeof row === 'string' || typeof id === 'string') {
      rejected.push({ index, reason: String(id) });
    } else good.push({ ...row, index, id });
  }
  return good;
}

/** Gives a target's id by its name, or why there is none. */
export function targetFinder(
  targets: readonly { readonly id: number; readonly name: string }[],
): (name: string) => number | string {
  const ids = new Map(targets.map(({ id, name }) => [name, id]));
  return (name) => {
    const id = ids.get(name);
    if (id !== undefined) return id;
    const meant = name.length > 100 ? undefined : nearest(name, [...ids.keys()]);
    const hint =
      meant === undefined ? `write one of ${listed([...ids.keys()])}` : `did you mean ${meant}?`;
    return `target: ${shown(name)} is not watched — ${hint}`;
  };
}

function listed(names: readonly string[]): string {
  const rest = names.length - 10;
  return rest > 0 ? `${names.slice(0, 10).join(', ')} and ${rest} more` : names.join(', ');
}

/** Gives the rows that are on the disk: whoever is told that a row was taken forgets it. */
async function storeAll(deps: IntakeDeps, rows: readonly Good[]): Promise<readonly Good[]> {
  const appended = await appendAll(deps, rows);
  try {
    if (appended.length > 0) await deps.flush();
    return appended;
  } catch (error) {
    deps.failed(error);
    return [];
  }
}

/** Rows of one target and time are stored together; gives those that were. */
async function appendAll(
  { append, failed }: IntakeDeps,
  rows: readonly Good[],
): Promise<readonly Good[]> {
  const groups = Map.groupBy(rows, ({ id, at }) => `${id}/${at}`);
  const stored: Good[] = [];
  for (const [place, group] of [...groups.values()].entries()) {
    const [first] = group;
    if (!first) continue;
    if (place % BATCH === BATCH - 1) await nextTurn();
    try {
      const readings = group.flatMap((row) => row.readings);
      if (readings.length > 0) await append(first.id, first.at, readings);
      for (const row of group) stored.push(row);
    } catch (error) {
      failed(error);
    }
  }
  return stored;
}

async function judgeAll(
  { clock, judge, failed }: IntakeDeps,
  rows: readonly Good[],
  advance: (reading: Measured) => boolean,
): Promise<void> {
  const since = clock.now() - FRESH;
  const fresh = rows
    .filter(({ at }) => at >= since)
    .sort((one, other) => one.at - other.at)
    .flatMap(({ id, at, readings }) =>
      readings.map((one): Measured => ({ ...one, id, at, series: nameOf(one) })),
    );
  for (const [id, own] of Map.groupBy(fresh.filter(advance), (row) => row.id)) {
    try {
      await judge(id, seriesIn(own));
    } catch (error) {
      failed(error);
    }
  }
}

function seriesIn(rows: readonly Measured[]): readonly PushedSeries[] {
  return [...Map.groupBy(rows, ({ series }) => series).values()].flatMap((own) => {
    const points = own.map(({ at, value }) => ({ at, value }));
    return own.slice(0, 1).map(({ metric, labels }) => ({ metric, labels, points }));
  });
}
