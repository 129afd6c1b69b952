import { setImmediate as breathe } from 'node:timers/promises';
import type { Shelf } from './shelf.ts';

/** What one day needs again is left in the file: it grows and shrinks only when more than this part of it is free. */
const MOST_FREE = 0.1;
const LEFT_FREE = 0.05;
/** Pages that are given back in one transaction. */
const STEP = 200;

/** Bytes of pages that hold nothing. */
export function freeBytes({ database: { raw } }: Pick<Shelf, 'database'>): number {
  return number(raw, 'freelist_count') * number(raw, 'page_size');
}

/**
 * Gives room that pruning has freed back to the disk, in small steps. A file that was made before this was possible keeps
 * it for what comes: https://sqlite.org/pragma.html#pragma_incremental_vacuum
 *
 * @throws StoreError when the file cannot be written.
 */
export async function shrink(shelf: Pick<Shelf, 'database' | 'closing'>): Promise<void> {
  const { raw } = shelf.database;
  if (number(raw, 'auto_vacuum') === 0) return;
  const left = (part: number) => Math.floor(part * number(raw, 'page_count'));
  if (number(raw, 'freelist_count') <= left(MOST_FREE)) return;
  while (!shelf.closing && number(raw, 'freelist_count') > left(LEFT_FREE)) {
    await shelf.database.write('give back room of the samples', () => {
      raw.pragma(`incremental_vacuum(${STEP})`);
    });
    await breathe();
  }
}

function number(raw: Shelf['database']['raw'], pragma: string): number {
  return raw.pragma(pragma, { simple: true }) as number;
}
