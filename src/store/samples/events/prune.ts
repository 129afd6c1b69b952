import { setImmediate as breathe } from 'node:timers/promises';
import type { Instant } from '../../../model/time.ts';
import type { Database } from '../../database.ts';
import { StoreError } from '../../ports.ts';
import type { Kind, Kinds } from './kinds.ts';
import type { EventTables } from './tables.ts';

/** Events that are removed in one transaction, a few milliseconds. */
const BATCH = 500;
/** What is made room for at once beyond the bound, as a part of it. */
const SLACK = 0.05;

interface Parts {
  readonly database: Database;
  readonly tables: EventTables;
  readonly kinds: Kinds;
  isClosing(): boolean;
}

/**
 * Forgets events in small steps: those before `before`, or the oldest until there is room below `most` bytes.
 *
 * @returns how many went.
 * @throws StoreError when the file cannot be written or is closed; what went before is gone.
 */
export async function pruneEvents(
  parts: Parts,
  limit: { readonly before: Instant } | { readonly most: number },
): Promise<number> {
  const enough = 'most' in limit ? limit.most * (1 - SLACK) : 0;
  const before = 'before' in limit ? limit.before : Number.MAX_SAFE_INTEGER;
  let gone = 0;
  for (;;) {
    if (parts.isClosing()) throw new StoreError('cannot prune events: they are being closed');
    const oldest = oldestOf(parts);
    if (oldest === null || oldest.at >= before || parts.kinds.bytes <= enough) return gone;
    gone += await removeBatch(parts, oldest.kind, before);
    await breathe();
  }
}

function oldestOf({ tables, kinds }: Parts): { readonly kind: Kind; readonly at: Instant } | null {
  let oldest: { readonly kind: Kind; readonly at: Instant } | null = null;
  for (const kind of kinds.all()) {
    const at = tables.oldest(kind.id);
    if (at !== null && (oldest === null || at < oldest.at)) oldest = { kind, at };
  }
  return oldest;
}

async function removeBatch(
  { database, tables, kinds }: Parts,
  kind: Kind,
  before: Instant,
): Promise<number> {
  try {
    return await database.write('prune events', () => {
      const removed = tables.remove(kind.id, before, BATCH);
      const bytes = removed.reduce((sum, one) => sum + one, 0);
      kinds.count(kind, -removed.length, -bytes);
      kinds.store();
      return removed.length;
    });
  } catch (error) {
    kinds.reread();
    throw error;
  }
}
