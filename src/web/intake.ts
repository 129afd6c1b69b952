import type { Labels, Point, Reading } from '../model/sample.ts';
import type { Clock, Instant } from '../model/time.ts';
import { MINUTE, SECOND } from '../model/time.ts';
import { aborted } from '../model/wait.ts';
import type { RawRow } from './body.ts';
import type { Period } from './fields.ts';
import type { MeasuredRow } from './rows.ts';
import { wrongMetric } from './rows.ts';
import type { Seen } from './seen.ts';
import { once } from './seen.ts';
import { nameOf, seriesLimit } from './series-limit.ts';
import type { Watched } from './watched.ts';
import { watchedTargets } from './watched.ts';

/** Whoever answers waits 9 s: after this nothing more is stored, and judging goes on without them. */
const PATIENCE = 8 * SECOND;
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
   * Stores values, each by itself, and says which it refused; the others are on the disk then.
   *
   * @throws when not all of them could be stored.
   */
  ingest(rows: readonly StoredRow[]): Promise<{
    readonly refused: readonly { readonly index: number; readonly reason: string }[];
  }>;
  /** A row of a target is stored. */
  took(target: number, row: Pick<MeasuredRow, 'at' | 'readings' | 'note' | 'check'>): void;
  /** Lets the rules of a target see what it sent. */
  judge(target: number, series: readonly PushedSeries[]): Promise<void>;
  /** Something could not be stored or judged. */
  failed(error: unknown): void;
  /** Milliseconds that one request may be worked on. */
  readonly patience?: number;
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
  const signal = AbortSignal.timeout(deps.patience ?? PATIENCE);
  const rejected: Rejected[] = [];
  const known = await readAll(deps, batch, rejected);
  await limit.load(new Set(known.map(({ id }) => id)));
  const within = known.filter((row) => {
    const reason = limit.refusal(row.id, row.readings);
    if (reason !== null) rejected.push({ index: row.index, reason });
    if (reason !== null) for (const one of row.readings) deps.refusedSeries(row.id, one.metric);
    return reason === null;
  });
  const { good, again, others } = sorted(within, deps.seen);
  try {
    const { stored, refused } = await storeAll(deps, good, signal);
    for (const row of stored) took(deps, row);
    const done = new Set<Good | string | null>([...stored, ...stored.map(({ key }) => key)]);
    const lost = again.filter(({ key }) => !done.has(key));
    for (const row of [...good.filter((one) => !done.has(one)), ...lost]) {
      const reason = refused.get(row);
      const { index } = row;
      rejected.push(reason ? { index, reason } : { index, reason: NOT_STORED, retry: true });
    }
    for (const { index } of others) rejected.push({ index, reason: UNDERWAY, retry: true });
    await Promise.race([judgeAll(deps, stored, limit.advance), aborted(signal)]);
    rejected.sort((one, other) => one.index - other.index);
    const duplicate = within.length - good.length - lost.length - others.length;
    const result = { accepted: stored.length, duplicate, rejected };
    // What was not stored is sent again with the same key.
    return { result, isWhole: stored.length === good.length && others.length === 0 };
  } finally {
    for (const { key } of good) if (key !== null) deps.seen.release(key);
  }
}

function took(deps: IntakeDeps, row: Good): void {
  if (row.key !== null) deps.seen.keep(row.key);
  deps.took(row.id, row);
}

/** Rows that are new, those with the key of one of them, and those whose key another request has. */
function sorted(rows: readonly Good[], seen: Seen) {
  const own = new Set<string>();
  const sides = Map.groupBy(rows, ({ key }) => {
    if (key === null) return 'new';
    const state = seen.take(key);
    if (state === 'new') own.add(key);
    return state === 'underway' && own.has(key) ? 'again' : state;
  });
  const side = (name: 'new' | 'again' | 'underway') => sides.get(name) ?? [];
  return { good: side('new'), again: side('again'), others: side('underway') };
}

const NOT_STORED = 'it could not be stored just now — send it again';
const UNDERWAY = 'a row with this key is being stored just now — send it again';

async function readAll(
  deps: IntakeDeps,
  { rows, read, place }: Batch,
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
    } else good.push({ ...row, index, id, key: row.key && `${place}/row/${row.key}` });
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

async function storeAll(
  deps: IntakeDeps,
  rows: readonly Good[],
  signal: AbortSignal,
): Promise<Stored> {
  const refused = new Map<Good, string>();
  const stored: Good[] = [];
  try {
    for (let from = 0; from < rows.length; from += TOGETHER) {
      signal.throwIfAborted();
      const part = rows.slice(from, from + TOGETHER);
      for (const [row, reason] of await refusedOf(deps, part)) refused.set(row, reason);
      stored.push(...part.filter((row) => !refused.has(row)));
    }
  } catch (error) {
    deps.failed(error);
  }
  return { stored, refused };
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
