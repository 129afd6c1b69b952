import { setImmediate as breathe } from 'node:timers/promises';
import type { Instant } from '../../model/time.ts';
import type { Database } from '../database.ts';
import { StoreError } from '../ports.ts';
import type { Book, Series } from './book.ts';
import type { HourCache } from './hour-cache.ts';
import type { OldFile } from './old-file.ts';
import type { Tiers } from './tiers.ts';

/** What every part of the keeper works on. */
export interface Shelf {
  readonly database: Database;
  readonly tiers: Tiers;
  readonly book: Book;
  readonly cache: HourCache;
  /** The file of an older version, while it is taken over. */
  old: OldFile | null;
  /** The file is about to be closed: long work stops where it is. */
  closing: boolean;
  /** Points in memory, over all series. */
  headPoints: number;
  /** Grows with every change: who keeps in mind what was read forgets it then. */
  version: number;
  now(): Instant;
  /** Whether the disk has room for more than the alerts may need. */
  hasRoom(): boolean;
  /** A stored piece cannot be read; it is left out. */
  damaged(series: Series, day: number, error: unknown): void;
}

/** Longest time that one step of a long piece of work may take: what comes in between waits for it. */
const STEP = 8;

/** Lets others have their turn when a step has taken long enough. */
export type Pause = () => Promise<void>;

export function pauses(): Pause {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < STEP) return;
    await breathe();
    since = performance.now();
  };
}

/**
 * Works through `items` in transactions of some milliseconds each.
 *
 * @throws StoreError when a transaction fails or the file is closed; those before it stand.
 */
export async function inSteps<T>(
  shelf: Pick<Shelf, 'database' | 'closing' | 'version'>,
  {
    what,
    items,
    work,
    done,
  }: {
    readonly what: string;
    readonly items: readonly T[];
    work(item: T): void;
    /** When the transaction of these items stands, in the same turn. */
    done?(items: readonly T[]): void;
  },
): Promise<void> {
  for (let next = 0; next < items.length; ) {
    if (shelf.closing) throw new StoreError(`cannot ${what}: the samples are being closed`);
    const first = next;
    await shelf.database.write(
      what,
      () => {
        next = first;
        const until = performance.now() + STEP;
        do work(items[next++] as T);
        while (next < items.length && performance.now() < until);
      },
      () => {
        done?.(items.slice(first, next));
        shelf.version++;
      },
    );
    await breathe();
  }
}
