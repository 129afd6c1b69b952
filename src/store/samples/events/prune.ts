import { setImmediate as breathe } from 'node:timers/promises';
import type { Instant } from '../../../model/time.ts';
import type { Database } from '../../database.ts';
import { StoreError } from '../../ports.ts';
import { pauses } from '../shelf.ts';
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
  const ages = await agesOf(parts);
  let gone = 0;
  while (parts.kinds.bytes > enough) {
    if (parts.isClosing()) throw new StoreError('cannot prune events: they are being closed');
    const [kind, at] = oldestOf(ages);
    if (kind === null || at >= before) return gone;
    gone += await removeBatch(parts, kind, before);
    note(ages, kind, parts.tables.oldest(kind.id));
    await breathe();
  }
  return gone;
}

/** When the oldest event of each kind was: looked up once, and again for a kind that became less. */
type Ages = Map<Kind, Instant>;

async function agesOf({ tables, kinds }: Parts): Promise<Ages> {
  const pause = pauses();
  const ages: Ages = new Map();
  for (const kind of kinds.all()) {
    note(ages, kind, tables.oldest(kind.id));
    await pause();
  }
  return ages;
}

function note(ages: Ages, kind: Kind, at: Instant | null): void {
  if (at === null) ages.delete(kind);
  else ages.set(kind, at);
}

function oldestOf(ages: Ages): readonly [Kind | null, Instant] {
  let oldest: readonly [Kind | null, Instant] = [null, Number.POSITIVE_INFINITY];
  for (const one of ages) if (one[1] < oldest[1]) oldest = one;
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
      if (removed.length === 0) return 0;
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
