import type { Instant } from '../../model/time.ts';
import type { Series } from './book.ts';
import { decodeRun } from './chunk.ts';
import { dayOf, dayOfRow, seriesOfRow } from './days.ts';
import { inSteps, type Shelf } from './shelf.ts';

/** Rows that are looked at in one go. */
const BATCH = 500;

export interface Cutoffs {
  /** Points of the metric before this instant go; days as a whole, when their last point is older. */
  raw(metric: string): Instant;
  /** Hours of days that ended before this instant go. */
  hours(): Instant;
  /** Latest of all instants that the two give. */
  readonly latest: { readonly raw: Instant; readonly hours: Instant };
}

/**
 * Forgets what is older than is kept, in small steps, and then the series of which nothing is left.
 *
 * @throws StoreError when the file cannot be written.
 */
export async function prune(shelf: Shelf, cutoffs: Cutoffs): Promise<void> {
  for (const { head, metric } of shelf.book.all()) {
    if (!head.isEmpty) shelf.headPoints -= head.dropBefore(cutoffs.raw(metric));
  }
  await pruneParts(shelf, cutoffs);
  await pruneRows(shelf, 'chunks', cutoffs);
  await pruneRows(shelf, 'hours', cutoffs);
  await pruneSeries(shelf, cutoffs);
}

async function pruneParts(shelf: Shelf, cutoffs: Cutoffs): Promise<void> {
  const gone = shelf.tiers.open(dayOf(cutoffs.latest.raw)).filter(({ series, day }) => {
    const one = shelf.book.get(series);
    return !one || day < dayOf(cutoffs.raw(one.metric));
  });
  await inSteps(shelf, {
    what: 'prune samples',
    items: gone,
    work: ({ series, day }) => shelf.tiers.removeParts(series, day),
  });
}

async function pruneRows(shelf: Shelf, table: 'chunks' | 'hours', cutoffs: Cutoffs): Promise<void> {
  const kind = table === 'chunks' ? 'raw' : 'hours';
  const day = dayOf(cutoffs.latest[kind]);
  for (let last = Number.MIN_SAFE_INTEGER; ; ) {
    const rows = shelf.tiers.rowsBefore(table, { last, day, limit: BATCH });
    const newest = rows.at(-1);
    if (!newest) return;
    last = newest.id;
    await inSteps(shelf, {
      what: 'prune samples',
      items: rows.filter(({ id }) => {
        const one = shelf.book.get(seriesOfRow(id));
        return !one || dayOfRow(id) < dayOf(cutoffs[kind](one.metric));
      }),
      work({ id, bytes, chunk }) {
        shelf.tiers.removeRow(table, id);
        shelf.cache.forget(id);
        const one = shelf.book.get(seriesOfRow(id));
        if (!one) return;
        if (table === 'hours') one.hourBytes -= bytes;
        else {
          one.chunkBytes -= bytes;
          one.samples -= pointsIn(chunk);
        }
        shelf.book.note(one);
      },
    });
  }
}

/** A damaged chunk is counted as empty: it goes anyway. */
function pointsIn(chunk: Buffer | null): number {
  try {
    return chunk ? decodeRun(chunk).length : 0;
  } catch {
    return 0;
  }
}

async function pruneSeries(shelf: Shelf, cutoffs: Cutoffs): Promise<void> {
  const { book, tiers } = shelf;
  const inParts = new Set(tiers.open(Number.MAX_SAFE_INTEGER).map(({ series }) => series));
  const isEmpty = ({ id, head, waiting, newest, metric }: Series) =>
    head.isEmpty &&
    waiting === 0 &&
    !inParts.has(id) &&
    !shelf.old?.holds(id) &&
    (newest === null || newest < dayOf(Math.min(cutoffs.raw(metric), cutoffs.hours())));
  await inSteps(shelf, {
    what: 'prune series',
    items: [...book.all()].filter(isEmpty),
    // Something may have come for it since.
    work(one) {
      if (isEmpty(one)) tiers.removeSeries(one.id);
    },
    done(items) {
      for (const one of items.filter(isEmpty)) book.remove(one);
    },
  });
}
