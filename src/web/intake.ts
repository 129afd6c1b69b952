import type { Labels, Point, Reading } from '../model/sample.ts';
import type { Clock, Instant } from '../model/time.ts';
import { MINUTE } from '../model/time.ts';
import type { RawRow } from './body.ts';
import type { Period } from './fields.ts';
import type { MeasuredRow } from './rows.ts';
import { wrongMetric } from './rows.ts';
import type { Seen } from './seen.ts';
import { once } from './seen.ts';
import { nameOf, seriesLimit } from './series-limit.ts';
import type { Watched } from './watched.ts';
import { watchedTargets } from './watched.ts';

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

/** One value that is to be stored. */
export interface StoredRow extends Reading {
  readonly target: number;
  readonly at: Instant;
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
  /** The name under which a metric is kept. */
  canonical(metric: string): string;
  /** Series that one target may have. */
  mostSeries(): number;
  /** A new series was refused. */
  refusedSeries(target: number, metric: string): void;
  series(target: number): Promise<readonly { metric: string; labels: Labels }[]>;
  /**
   * Stores values, each by itself, and says which it refused.
   *
   * @throws when none of them could be stored.
   */
  ingest(rows: readonly StoredRow[]): Promise<{
    readonly refused: readonly { readonly index: number; readonly reason: string }[];
  }>;
  /** What was stored is on the disk. */
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
  read(row: unknown, period: Period, watched: Watched): MeasuredRow | string;
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

/** Rows that are read before others get their turn. */
const BATCH = 250;
/** Rows that are stored together. */
const TOGETHER = 10_000;

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
    if (reason !== null) {
      rejected.push({ index: row.index, reason });
      for (const { metric } of row.readings) deps.refusedSeries(row.id, metric);
    } else if (row.key === null || deps.seen.take(rowKey(batch, row.key))) return true;
    else duplicate++;
    return false;
  });
  const { stored, refused } = await storeAll(deps, good);
  for (const row of stored) if (row.key !== null) deps.seen.keep(rowKey(batch, row.key));
  for (const row of stored) deps.took(row.id, row);
  const kept = new Set(stored);
  for (const row of good.filter((one) => !kept.has(one))) {
    const reason = refused.get(row);
    const { index } = row;
    rejected.push(reason ? { index, reason } : { index, reason: NOT_STORED, retry: true });
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
  const watched = watchedTargets(deps.targets());
  const good: Good[] = [];
  for (const [index, raw] of rows.entries()) {
    if (index % BATCH === BATCH - 1) await nextTurn();
    const row = raw.kind === 'json' ? named(read(raw.value, period, watched), deps) : raw.reason;
    const id = typeof row === 'string' ? row : watched.find(row.target);
    if (typeof row === 'string' || typeof id === 'string') {
      rejected.push({ index, reason: String(id) });
    } else good.push({ ...row, index, id });
  }
  return good;
}

/** A row with its metrics under the names by which they are kept, or why one of them is nobody's to send. */
function named(
  row: MeasuredRow | string,
  { canonical }: Pick<IntakeDeps, 'canonical'>,
): MeasuredRow | string {
  if (typeof row === 'string') return row;
  const wrong = row.readings.map(({ metric }) => wrongMetric(canonical(metric), metric));
  const readings = row.readings.map((one) => ({ ...one, metric: canonical(one.metric) }));
  return wrong.find((reason) => reason !== null) ?? { ...row, readings };
}

interface Stored {
  /** They are on the disk: whoever is told that a row was taken forgets it. */
  readonly stored: readonly Good[];
  /** Why others never will be. */
  readonly refused: ReadonlyMap<Good, string>;
}

async function storeAll(deps: IntakeDeps, rows: readonly Good[]): Promise<Stored> {
  const refused = new Map<Good, string>();
  const stored: Good[] = [];
  try {
    for (let from = 0; from < rows.length; from += TOGETHER) {
      const part = rows.slice(from, from + TOGETHER);
      for (const [row, reason] of await refusedOf(deps, part)) refused.set(row, reason);
      stored.push(...part.filter((row) => !refused.has(row)));
    }
  } catch (error) {
    deps.failed(error);
  }
  try {
    if (stored.length > 0) await deps.flush();
    return { stored, refused };
  } catch (error) {
    deps.failed(error);
    return { stored: [], refused };
  }
}

async function refusedOf(
  { ingest }: IntakeDeps,
  rows: readonly Good[],
): Promise<readonly (readonly [Good, string])[]> {
  const values = rows.flatMap((row) =>
    row.readings.map((one) => ({ row, value: { ...one, target: row.id, at: row.at } })),
  );
  const { refused } = await ingest(values.map(({ value }) => value));
  return refused.flatMap(({ index, reason }) => {
    const value = values[index];
    return value ? [[value.row, reason] as const] : [];
  });
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
