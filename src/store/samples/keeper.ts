import { dirname } from 'node:path';
import { DAY, type Instant } from '../../model/time.ts';
import { connect, type Database } from '../database.ts';
import { Book, type Limits, type Series } from './book.ts';
import type { EventKeeper } from './events/keep.ts';
import { keepEvents } from './events/keep.ts';
import { HourCache } from './hour-cache.ts';
import { type Batch, intake, type Refused, replay } from './intake.ts';
import type { Lines } from './lines.ts';
import { keepLogs, type LogFileOptions, type LogKeeper } from './logs/keep.ts';
import { longWork } from './long-work.ts';
import { openOld } from './old-file.ts';
import type { Retention, SamplePolicy, SampleQuery, SampleStats, SampleUsage } from './port.ts';
import { prune } from './prune.ts';
import { query } from './query.ts';
import { SeriesReader } from './reading.ts';
import { retention } from './retention.ts';
import { hasRoom } from './room.ts';
import type { Run } from './run.ts';
import type { Shelf } from './shelf.ts';
import { shrink } from './shrink.ts';
import { spans } from './spans.ts';
import { tiers as openTiers } from './tiers.ts';
import { usage, writtenSinceStart } from './usage.ts';

export interface KeeperOptions extends SamplePolicy {
  readonly file: string;
  /** Bytes of events; beyond them the oldest are forgotten. */
  readonly mostEvents: number;
  readonly logs: LogFileOptions;
}

/** Pages that are kept in memory, in kilobytes. */
const CACHE = 16_000;
/** Damaged pieces that are told apart. */
const MOST_TOLD = 10_000;

interface EventCalls {
  takeEvents: EventKeeper['take'];
  askEvents: EventKeeper['ask'];
  pruneEvents: EventKeeper['prune'];
  eventUsage: EventKeeper['usage'];
}

interface LogCalls {
  logStates: LogKeeper['states'];
  takeLog: LogKeeper['take'];
  findLogs: LogKeeper['find'];
  logErrors: LogKeeper['errors'];
  errorShares: LogKeeper['shares'];
  logCounts: LogKeeper['counts'];
  pruneLogs: LogKeeper['prune'];
}

/** What the main thread asks for: every answer can be handed over between threads. */
export interface Keeper extends EventCalls, LogCalls {
  take(batch: Batch): Promise<Refused>;
  flush(): Promise<void>;
  series(target: number): Promise<readonly Pick<Series, 'metric' | 'labels'>[]>;
  points(asked: PointsAsked): Promise<Run>;
  query(question: SampleQuery): Promise<Lines>;
  prune(before: Instant): Promise<void>;
  usage(): Promise<SampleUsage>;
  keep(policy: SamplePolicy): Promise<void>;
  counts(): Promise<Pick<SampleStats, 'shed' | 'damaged' | 'refusedSeries' | 'written'>>;
  /** Does at once what otherwise happens in time: spills, and seals the days that are over. */
  settle(): Promise<{ readonly sealed: number }>;
  close(): Promise<void>;
}

export interface PointsAsked {
  readonly target: number;
  readonly metric: string;
  readonly labels: string;
  readonly from: Instant;
  readonly to: Instant;
  readonly limit: number;
}

/**
 * Opens the file for reading and writing. Everything is synchronous between two pauses; long work pauses every few
 * milliseconds.
 *
 * @param report takes one line for each damaged piece.
 */
export async function openKeeper(
  { file, limits, retention: kept, mostEvents, logs: logFile }: KeeperOptions,
  { now, report }: { now(): Instant; report(line: string): void },
): Promise<Keeper> {
  const { database, tiers, old, keep, book } = await openParts(file, limits, kept);
  let damaged = 0;
  /** Pieces that were told of: each is read again with every question about its day. */
  const told = new Set<string>();
  const shelf: Shelf = {
    ...{
      database,
      tiers,
      book,
      old,
      headPoints: 0,
      version: 0,
      closing: false,
      now,
      cache: new HourCache(),
    },
    hasRoom: () => hasRoom(dirname(file)),
    damaged({ id, target, metric, labels }, day, error) {
      const piece = `${id} ${day}`;
      if (told.has(piece) || told.size >= MOST_TOLD) return;
      told.add(piece);
      damaged++;
      const when = new Date(day * DAY).toISOString().slice(0, 10);
      report(`samples of target ${target}, ${metric} ${labels}, of ${when} are left out: ${error}`);
    },
  };
  await database.read('read the newest samples', () =>
    replay(shelf, (error) => {
      damaged++;
      report(`samples of the last hours are left out: ${error}`);
    }),
  );
  const taking = intake(shelf);
  const { alone, ...tidying } = longWork(shelf, taking, report);
  const events = await openEvents(shelf, mostEvents, report);
  const logs = keepLogs(logFile, { now, report });
  const { explained, answered } = explainer(database);
  /** Works on what was taken in. */
  const settled = async <T>(what: string, work: () => T | Promise<T>): Promise<T> => {
    await taking.commit();
    return explained(what, work);
  };

  return {
    async take(batch) {
      const refused = await taking.take(batch);
      tidying.relieve();
      return refused;
    },
    async flush() {
      await events.commit();
      await taking.commit();
    },
    series: (target) =>
      settled('list the series', () =>
        book.ofTarget(target).map(({ metric, labels }) => ({ metric, labels })),
      ),
    points: ({ target, metric, labels, from, to, limit }) =>
      settled('read samples', () => {
        const one = book.find(target, metric, labels);
        // [from, to) in whole milliseconds.
        const run = one && new SeriesReader(shelf, one).points(from - 1, to - 1);
        return spans(run, { from, to, limit });
      }),
    query: (question) => settled('read samples', () => query(shelf, question)),
    prune: (before) =>
      alone(() =>
        settled('prune samples', async () => {
          await database.write('set the retention', () => keep.set(before, now()));
          book.refloor();
          await prune(shelf, keep.cutoffs(before, now()));
          await shrink(shelf);
          taking.forget();
        }),
      ),
    usage: () => settled('measure the samples', () => usage(shelf, keep.own())),
    ...eventCalls(events, { explained, alone }),
    ...logCalls(logs),
    async keep(policy) {
      book.limit(policy.limits);
      keep.change(policy.retention);
    },
    counts: async () => ({
      ...{ shed: taking.shed, damaged },
      ...{ refusedSeries: book.refused.all(), written: writtenSinceStart() },
    }),
    settle: () => alone(() => settled('seal samples', tidying.settle)),
    async close() {
      await events.commit();
      await taking.commit().catch(() => {});
      shelf.closing = true;
      await tidying.close();
      await answered();
      shelf.old?.close();
      logs.close();
      database.raw.close();
    },
  };
}

/** Makes the tables of events in a file of an older version. */
function openEvents(
  shelf: Shelf,
  most: number,
  report: (line: string) => void,
): Promise<EventKeeper> {
  const { database } = shelf;
  return database.write('open the events', () =>
    keepEvents(database, {
      ...{ most, report, hasRoom: shelf.hasRoom, now: shelf.now },
      isClosing: () => shelf.closing,
    }),
  );
}

type Explained = <T>(what: string, work: () => T | Promise<T>) => Promise<T>;

/** What SQLite refuses becomes a StoreError, and damage is noted beside the file. */
function explainer(database: Database) {
  const running = new Set<Promise<unknown>>();
  const tried = async <T>(what: string, work: () => T | Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (cause) {
      return database.read(what, () => {
        throw cause;
      });
    }
  };
  const explained: Explained = (what, work) => {
    const one = tried(what, work).finally(() => running.delete(one));
    running.add(one);
    return one;
  };
  /** Nothing is under way any more. */
  const answered = async () => void (await Promise.allSettled(running));
  return { explained, answered };
}

function eventCalls(
  events: EventKeeper,
  parts: { explained: Explained; alone<T>(work: () => Promise<T>): Promise<T> },
): EventCalls {
  const { explained, alone } = parts;
  return {
    takeEvents: events.take,
    askEvents: (asked) => explained('read events', () => events.ask(asked)),
    pruneEvents: (before) => alone(() => explained('prune events', () => events.prune(before))),
    eventUsage: () => explained('measure the events', events.usage),
  };
}

function logCalls(logs: LogKeeper): LogCalls {
  return {
    logStates: logs.states,
    takeLog: logs.take,
    findLogs: logs.find,
    logErrors: logs.errors,
    errorShares: logs.shares,
    logCounts: logs.counts,
    pruneLogs: logs.prune,
  };
}

async function openParts(file: string, limits: Limits, kept: Retention) {
  const database = connect(file, 'NORMAL');
  try {
    database.raw.pragma(`cache_size = -${CACHE}`);
    return await database.write('open the samples', () => {
      const tiers = openTiers(database.raw);
      const old = openOld(file, tiers);
      const keep = retention(kept, tiers);
      const book = new Book({ tiers, limits, floor: keep.floor });
      return { database, tiers, old, keep, book };
    });
  } catch (error) {
    database.raw.close();
    throw error;
  }
}
