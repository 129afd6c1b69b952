import type { AppEvent } from '../../../model/event.ts';
import type {
  Asked,
  EventAnswer,
  EventFilter,
  EventQuestion,
} from '../../../model/event-question.ts';
import { DAY, type Instant } from '../../../model/time.ts';
import type { Database } from '../../database.ts';
import { foldOf } from './folds.ts';
import { type Kind, Kinds } from './kinds.ts';
import type { EventUsage } from './port.ts';
import { pruneEvents } from './prune.ts';
import { scan } from './scan.ts';
import { eventTables } from './tables.ts';
import type { Fate } from './taking.ts';
import { taking } from './taking.ts';

/** Events of each kind that say what a day adds. */
const RECENT = 1_000;

/** What the keeper's thread does with events; every answer can be handed over between threads. */
export interface EventKeeper {
  take(events: readonly AppEvent[]): Promise<readonly Fate[]>;
  ask(asked: {
    readonly filter: EventFilter;
    readonly question: EventQuestion;
  }): Promise<EventAnswer<Asked>>;
  /** Forgets what is older. What is too much is forgotten as it comes, the oldest first. */
  prune(before: Instant): Promise<void>;
  usage(): Promise<EventUsage>;
  /** Commits what waits. */
  commit(): Promise<void>;
}

/** Part of the caller's transaction: makes the tables where they are missing. */
export function keepEvents(
  database: Database,
  options: {
    readonly most: number;
    now(): Instant;
    hasRoom(): boolean;
    isClosing(): boolean;
    report(line: string): void;
  },
): EventKeeper {
  const tables = eventTables(database.raw);
  const kinds = new Kinds(tables);
  const { take, commit } = taking({ database, tables, kinds, hasRoom: options.hasRoom });
  const parts = { database, tables, kinds, isClosing: options.isClosing };
  let relieving = false;

  /** Makes room once the bound is passed. */
  const relieve = async (): Promise<void> => {
    if (relieving || kinds.bytes <= options.most) return;
    relieving = true;
    try {
      const gone = await pruneEvents(parts, { most: options.most });
      options.report(
        `${gone} events were forgotten early: there is room for ${options.most} bytes`,
      );
    } catch (error) {
      if (!options.isClosing()) options.report(`events wait for room: ${(error as Error).message}`);
    } finally {
      relieving = false;
    }
  };

  /** What the newest events come to in a day; what has just begun is as much as a day. */
  const perDayOf = ({ id, events, bytes }: Kind): number => {
    const since = tables.newest(id, RECENT - 1) ?? tables.oldest(id);
    if (since === null) return 0;
    const days = Math.max(1, (options.now() - since) / DAY);
    return ((Math.min(RECENT, events) / days) * bytes) / events;
  };

  return {
    async take(events) {
      const fates = await take(events);
      void relieve();
      return fates;
    },
    async ask({ filter, question }) {
      await commit();
      const fold = foldOf(question, filter);
      const isAll = await scan({ tables, kinds: kinds.all() }, filter, fold);
      const answer = fold.answer();
      return { ...answer, isWhole: answer.isWhole && isAll };
    },
    async prune(before) {
      await commit();
      await pruneEvents(parts, { before });
    },
    async usage() {
      await commit();
      const all = kinds.all();
      const each = all.map(({ target, type, events, bytes }) => ({ target, type, events, bytes }));
      return {
        events: all.reduce((sum, { events }) => sum + events, 0),
        ...{ bytes: kinds.bytes, most: options.most },
        perDay: Math.round(all.reduce((sum, kind) => sum + perDayOf(kind), 0)),
        kinds: each.sort((one, other) => other.bytes - one.bytes),
      };
    },
    commit,
  };
}
