import { MINUTE } from '../../model/time.ts';
import { StoreError } from '../ports.ts';
import type { Series } from './book.ts';
import { decodeRun, encodeRun } from './chunk.ts';
import { dayOf, rowOf, startOf } from './days.ts';
import { rollUp } from './hours.ts';
import { merged, type Run, within } from './run.ts';
import { inSteps, type Shelf } from './shelf.ts';

const NO_ROOM = 'cannot pack samples: the disk is full but for what alerts need; make room';

/** How long after its end a day stays open for what comes a little late. What comes later is accepted too. */
const GRACE = 15 * MINUTE;

/** The last day that is over. */
export function lastDayOver(now: number): number {
  return dayOf(now - GRACE) - 1;
}

/**
 * Moves what is in memory into parts on the disk, one per series and day, and empties the log.
 *
 * @throws StoreError when the disk does not take it; nothing is lost then.
 */
export async function spill(shelf: Shelf): Promise<void> {
  const { tiers, book } = shelf;
  if (!shelf.hasRoom()) throw new StoreError(NO_ROOM);
  const until = tiers.newestFrame();
  const filled = [...book.all()].filter(({ head }) => !head.isEmpty);
  await inSteps(shelf, {
    what: 'pack samples',
    items: filled,
    work(one) {
      for (const [day, run] of daysOf(one.head.run())) tiers.addPart(one.id, day, encodeRun(run));
    },
    done(items) {
      for (const { head } of items) shelf.headPoints -= head.clear();
    },
  });
  await shelf.database.write('empty the log', () => tiers.removeFrames(until));
}

function* daysOf(run: Run): Generator<readonly [number, Run]> {
  for (let begin = 0; begin < run.length; ) {
    const day = dayOf(run.at[begin] ?? 0);
    const part = within(run, startOf(day), startOf(day + 1));
    yield [day, part];
    begin += Math.max(1, part.length);
  }
}

/**
 * Seals every day up to `last` that has parts: one chunk per series, with its roll-ups. A sealed day to which something
 * came late is sealed anew; where its chunk cannot be read, its roll-ups are worth more, and what came late stays in parts.
 *
 * @returns the number of points in the days that were sealed.
 * @throws StoreError as `spill` does.
 */
export async function seal(shelf: Shelf, last: number): Promise<number> {
  let points = 0;
  const items = shelf.tiers.open(last).flatMap(({ series, day }) => {
    const one = shelf.book.get(series);
    return one ? [{ one, day }] : [];
  });
  try {
    await inSteps(shelf, {
      what: 'seal samples',
      items,
      work({ one, day }) {
        points += sealDay(shelf, one, day);
      },
    });
  } catch (error) {
    shelf.book.reread();
    throw error;
  }
  return points;
}

/** Part of the caller's transaction. Gives the number of points. */
function sealDay(shelf: Shelf, one: Series, day: number): number {
  const { tiers, book } = shelf;
  const before = tiers.chunk(day, one.id);
  const former = before && readRun(shelf, { one, day, bytes: before });
  if (former === null) return 0;
  const parts = tiers
    .parts(one.id, day)
    .map((part) => readRun(shelf, { one, day, bytes: part.chunk }));
  const run = merged([former, ...parts].filter((part) => part != null));
  tiers.removeParts(one.id, day);
  if (run.length === 0) return 0;
  const chunk = encodeRun(run);
  const hours = rollUp(run, day);
  const oldHours = before ? hourBytes(shelf, one, day) : 0;
  tiers.putChunk(day, one.id, chunk);
  tiers.putHours(day, one.id, hours);
  shelf.cache.forget(rowOf(day, one.id));
  one.newest = Math.max(one.newest ?? day, day);
  one.samples += run.length - (former?.length ?? 0);
  one.chunkBytes += chunk.length - (before?.length ?? 0);
  one.hourBytes += hours.stats.length + hours.sketches.length - oldHours;
  book.note(one);
  return run.length;
}

function hourBytes({ tiers }: Shelf, { id }: Series, day: number): number {
  return (tiers.stats(day, id)?.length ?? 0) + (tiers.sketches(day, id)?.length ?? 0);
}

/** What a stored piece holds; null, after telling, when it is damaged. */
export function readRun(
  shelf: Shelf,
  { one, day, bytes }: { readonly one: Series; readonly day: number; readonly bytes: Buffer },
): Run | null {
  try {
    return decodeRun(bytes);
  } catch (error) {
    shelf.damaged(one, day, error);
    return null;
  }
}
