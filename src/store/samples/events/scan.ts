import type { AppEvent, FieldValue } from '../../../model/event.ts';
import { fieldOf } from '../../../model/event.ts';
import type { EventFilter } from '../../../model/event-question.ts';
import type { Instant } from '../../../model/time.ts';
import { SECOND } from '../../../model/time.ts';
import { pauses } from '../shelf.ts';
import type { Kind } from './kinds.ts';
import type { EventRow, EventTables, Place } from './tables.ts';

/** Rows that are read in one go, a few milliseconds. */
const PAGE = 500;
/** Most rows that one question looks at, and how long it may take. */
const MOST_ROWS = 2_000_000;
const DEADLINE = 10 * SECOND;

/** An event as a question sees it; what it says is read only when it is asked for. */
export interface Seen {
  readonly at: Instant;
  readonly type: string;
  field(name: string): FieldValue | undefined;
  event(): AppEvent;
}

/** Takes events one by one. */
export interface Fold<Answer> {
  add(seen: Seen): void;
  /** `isWhole` is false where it could not keep all that it would need. */
  answer(): Answer & { readonly isWhole: boolean };
  /** Whether no event before `at` can change the answer. */
  done?(at: Instant): boolean;
}

/** Shows a fold every event that a filter lets through, mostly the newest first; false when there were too many. */
export async function scan(
  { tables, kinds }: { readonly tables: EventTables; readonly kinds: readonly Kind[] },
  filter: EventFilter,
  fold: Fold<unknown>,
): Promise<boolean> {
  const pause = pauses();
  const deadline = performance.now() + DEADLINE;
  const open = readings(kinds, filter);
  for (let rows = 0; open.length > 0; ) {
    const next = newestOf(open);
    if (fold.done?.(next.place.at)) return true;
    if (rows >= MOST_ROWS || performance.now() > deadline) return false;
    const page = tables.back(next.kind.id, filter.from, next.place, PAGE);
    rows += page.length;
    show(
      page.map((row) => seenOf(row, next.kind)),
      filter,
      fold,
    );
    const last = page.at(-1);
    if (last && page.length === PAGE) next.place = last;
    else open.splice(open.indexOf(next), 1);
    await pause();
  }
  return true;
}

function show(page: readonly Seen[], { where }: EventFilter, fold: Fold<unknown>): void {
  for (const seen of page) if (isWanted(seen, where)) fold.add(seen);
}

interface Reading {
  readonly kind: Kind;
  place: Place;
}

function readings(kinds: readonly Kind[], { target, type, to }: EventFilter): Reading[] {
  return kinds
    .filter((one) => one.target === (target ?? one.target) && one.type === (type ?? one.type))
    .map((kind) => ({ kind, place: { at: to, id: 0 } }));
}

/** The kind that was read back the least. */
function newestOf(open: readonly Reading[]): Reading {
  return open.reduce((newest, one) => (one.place.at > newest.place.at ? one : newest));
}

function seenOf({ at, key, tags, body }: EventRow, { target, type }: Kind): Seen {
  let read: AppEvent | undefined;
  const event = () => {
    read ??= { target, type, at, key, tags: JSON.parse(tags), body: JSON.parse(body) };
    return read;
  };
  return { at, type, event, field: (name) => fieldOf(event(), name) };
}

function isWanted(seen: Seen, where: EventFilter['where']): boolean {
  if (where === undefined) return true;
  return Object.entries(where).every(([name, value]) => {
    const own = seen.field(name);
    return own !== undefined && String(own) === value;
  });
}
