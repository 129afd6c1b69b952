import { statSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import type { Labels } from '../../model/sample.ts';
import type { Instant } from '../../model/time.ts';
import { attempt } from '../database.ts';
import { prepareFile } from '../database-file.ts';
import type { Events, Logs, Samples } from '../ports.ts';
import type { Limits } from './book.ts';
import { checkQuery } from './check.ts';
import { eventsOf } from './events/store.ts';
import type { KeeperOptions } from './keeper.ts';
import { answerOf } from './lines.ts';
import { logFileBeside } from './logs/schema.ts';
import { logsOf } from './logs/store.ts';
import { putOldAside } from './old-file.ts';
import type { Retention } from './port.ts';
import { labelsText } from './registry.ts';
import { type Remote, remoteKeeper } from './remote.ts';
import { KIND, NARROW_VERSION, refuseNewer, versionOf } from './schema.ts';
import { type Sender, sender } from './sender.ts';

/** How many series there may be, of one target and in all. */
const LIMITS: Limits = { perTarget: 5_000, all: 200_000 };

/** Bytes of events that are kept: 1 GB; and of entries of logs. */
const MOST_EVENTS = 1e9;
const MOST_LOGS = 2e8;

export interface SamplesOptions {
  now(): Instant;
  readonly limits?: Partial<Limits>;
  readonly retention?: Retention;
  /** Bytes of events; beyond them the oldest are forgotten. */
  readonly mostEvents?: number;
  /** Bytes of entries of logs; 200 MB unless given. */
  readonly mostLogs?: number;
  /** Takes one line for each stored piece that cannot be read. */
  report?(line: string): void;
}

export interface OpenSamples extends Samples {
  /** Events, in the same file. */
  readonly events: Events;
  /** Entries of logs, in `logs.db` beside it, which is made when the first are taken. */
  readonly logs: Logs;
  /** One line per damaged or foreign file that was moved aside. */
  readonly notices: readonly string[];
  /** Does at once what otherwise happens in time: days that are over are sealed. Gives the number of points in them. */
  settle(): Promise<{ readonly sealed: number }>;
}

/**
 * Opens the file of samples, or makes a new one. A power cut may take the last appends with it, never the file. Reading
 * and writing is done by a thread of its own, which starts when it is first needed.
 *
 * @throws StoreError with one line that says what to do.
 */
export async function openSamples(file: string, options: SamplesOptions): Promise<OpenSamples> {
  const { now, limits, retention = {}, report = () => {} } = options;
  const { mostEvents = MOST_EVENTS, mostLogs = MOST_LOGS } = options;
  const notices = [...prepareFile(file, KIND, now())];
  let held = hold(file);
  if (versionOf(held) === NARROW_VERSION) {
    held.close();
    putOldAside(file);
    notices.push(...prepareFile(file, KIND, now()));
    held = hold(file);
  }
  const logFile = logFileBeside(file);
  const settings: KeeperOptions = {
    ...{ file, limits: { ...LIMITS, ...limits }, retention, mostEvents },
    logs: { file: logFile, most: mostLogs },
  };
  const remote = remoteKeeper(settings, { now, report });
  const sending = sender(remote, now);
  return {
    ...portOf(remote, sending, file),
    events: eventsOf(remote),
    logs: logsOf(remote, () => withCompanion(logFile)),
    notices,
    async [Symbol.asyncDispose]() {
      try {
        await sending.settled();
        await remote.close();
      } finally {
        held.close();
      }
    },
  };
}

/**
 * Keeps the file open here, so that what SQLite needs beside it is there before the disk can be full.
 *
 * @throws StoreError when the file is of a newer version.
 */
function hold(file: string): Sqlite.Database {
  return attempt(`open ${file}`, () => {
    const raw = new Sqlite(file, { fileMustExist: true });
    try {
      refuseNewer(raw);
      raw.prepare('select 1 from series limit 1').get();
      return raw;
    } catch (error) {
      raw.close();
      throw error;
    }
  });
}

function portOf(
  remote: Remote,
  sending: Sender,
  file: string,
): Omit<OpenSamples, 'events' | 'logs' | 'notices' | typeof Symbol.asyncDispose> {
  return {
    async append(target, at, readings) {
      await sending.send(
        readings.map(({ metric, labels, value }) => ({ target, metric, labels, at, value })),
      );
    },
    ingest: sending.send,
    flush: () => remote.ask('flush', undefined),
    async series(target) {
      const all = await remote.ask('series', target);
      return all
        .toSorted(
          (one, other) => order(one.metric, other.metric) || order(one.labels, other.labels),
        )
        .map(({ metric, labels }) => ({ metric, labels: JSON.parse(labels) as Labels }));
    },
    async points(target, { metric, labels }, range) {
      const asked = { target, metric, labels: labelsText(labels), ...range };
      const { at, values, length } = await remote.ask('points', asked);
      return Array.from({ length }, (_, index) => ({
        at: at[index] ?? 0,
        value: values[index] ?? 0,
      }));
    },
    async query(question) {
      checkQuery(question);
      return answerOf(question, await remote.ask('query', question));
    },
    keep: (policy) => remote.ask('keep', policy),
    async prune(before) {
      await remote.ask('prune', before);
      sending.forget();
    },
    usage: () => remote.ask('usage', undefined),
    async stats() {
      const counts = sending.counts();
      const { shed, ...others } = await remote.ask('counts', undefined);
      return { ...counts, ...others, shed: counts.shed + shed };
    },
    size: async () => withCompanion(file),
    settle: () => remote.ask('settle', undefined),
  };
}

function order(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function withCompanion(file: string): number {
  return bytes(file) + bytes(`${file}-wal`);
}

function bytes(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
