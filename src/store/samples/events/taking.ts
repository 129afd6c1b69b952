import type { AppEvent } from '../../../model/event.ts';
import { SECOND } from '../../../model/time.ts';
import type { Database } from '../../database.ts';
import { StoreError } from '../../ports.ts';
import type { Kinds } from './kinds.ts';
import type { EventTables } from './tables.ts';

/** A commit writes some pages, however little is in it: one a second is made. */
const WINDOW = SECOND;
/** So many events are committed at once. */
const FULL = 5_000;
/** Events that may wait for a commit; more are refused. */
const MOST_WAITING = 50_000;

const NO_ROOM =
  'cannot store events: the disk is full but for what alerts need; make room, or keep samples and events for a shorter time';

/** What became of an event: taken, there already, or why it was not taken. */
export type Fate = 'taken' | 'duplicate' | { readonly refused: string };

interface Waiting {
  readonly events: readonly AppEvent[];
  resolve(fates: readonly Fate[]): void;
  reject(error: unknown): void;
}

export interface Taking {
  /**
   * Takes events in; they are in the file when this has ended. Those that come within a second share a commit.
   *
   * @throws StoreError when they cannot be written: then none of them is there.
   */
  take(events: readonly AppEvent[]): Promise<readonly Fate[]>;
  /** Commits what waits at once. Never throws: who waits is told. */
  commit(): Promise<void>;
}

export function taking(parts: {
  readonly database: Database;
  readonly tables: EventTables;
  readonly kinds: Kinds;
  /** Whether the disk has room for more than the alerts may need. */
  hasRoom(): boolean;
}): Taking {
  const { database, kinds } = parts;
  let waiting: Waiting[] = [];
  let count = 0;
  let lastCommit = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  let tail: Promise<void> = Promise.resolve();

  const write = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const all = waiting;
    if (all.length === 0) return;
    waiting = [];
    count = 0;
    lastCommit = performance.now();
    try {
      if (!parts.hasRoom()) throw new StoreError(NO_ROOM);
      const fates = await durably(database, 'store events', () => {
        const each = all.map(({ events }) => events.map((event) => add(parts, event)));
        kinds.store();
        return each;
      });
      for (const [index, { resolve }] of all.entries()) resolve(fates[index] ?? []);
    } catch (error) {
      kinds.reread();
      for (const { reject } of all) reject(error);
    }
  };
  const commit = (): Promise<void> => {
    tail = tail.then(write);
    return tail;
  };

  return {
    take: (events) =>
      new Promise((resolve, reject) => {
        if (count + events.length > MOST_WAITING) {
          throw new StoreError(`${events.length} events were given up: ${count} wait already`);
        }
        waiting.push({ events, resolve, reject });
        count += events.length;
        const wait = lastCommit + WINDOW - performance.now();
        if (wait <= 0 || count >= FULL) void commit();
        else timer ??= setTimeout(() => void commit(), wait);
      }),
    commit,
  };
}

/** As `write`; what is written outlasts a power cut, unlike samples: whoever sent events forgets them then. */
async function durably<T>(database: Database, what: string, work: () => T): Promise<T> {
  database.raw.pragma('synchronous = FULL');
  try {
    return await database.write(what, work);
  } finally {
    database.raw.pragma('synchronous = NORMAL');
  }
}

function add(
  { tables, kinds }: { readonly tables: EventTables; readonly kinds: Kinds },
  { target, type, at, key, tags, body }: AppEvent,
): Fate {
  // What is sent again under another type makes no kind.
  if (key !== null && !kinds.has(target, type) && tables.holds(target, key)) return 'duplicate';
  const kind = kinds.open(target, type);
  if (typeof kind === 'string') return { refused: kind };
  const texts = { tags: JSON.stringify(tags), body: JSON.stringify(body) };
  const bytes = tables.add({ kind: kind.id, target, at, key, ...texts });
  if (bytes === undefined) return 'duplicate';
  kinds.count(kind, 1, bytes);
  return 'taken';
}
