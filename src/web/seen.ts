import { createHash } from 'node:crypto';
import type { Clock, Instant } from '../model/time.ts';
import { DAY, SECOND } from '../model/time.ts';

/** How long a key is remembered. */
const KEPT = DAY;
/** Keys in one setting, and settings in turn: with more keys than that within a day the oldest are forgotten early. */
const PER_SLOT = 256;
const SLOTS = 128;
/** How long new keys wait to be written, so that many are one write. */
const WAIT = SECOND;

/** What remembers keys over a restart; the store's settings fit. */
export interface SeenStore {
  get(key: string): Promise<string | null>;
  set(key: string, value: string): Promise<void>;
}

interface Slot {
  /** Digests and when they were seen. */
  readonly keys: Map<string, Instant>;
  changed: boolean;
}

/** Idempotency keys of the last day. */
export interface Seen extends AsyncDisposable {
  /** Whether the key is new; then it is not any more. Until `keep` it is forgotten with the process. */
  take(key: string): boolean;
  /** What came with the key is done, and outlasts a crash: then the key does too. */
  keep(key: string): void;
  /** What came with the key was not done after all. */
  release(key: string): void;
}

/** Keys that were kept within the last second before a crash may be forgotten; all others outlast it. */
export async function openSeen(deps: {
  readonly store: SeenStore;
  readonly clock: Pick<Clock, 'now'>;
  failed(error: unknown): void;
}): Promise<Seen> {
  const { store, clock } = deps;
  const slots: Slot[] = [];
  for (let at = 0; at < SLOTS; at++) slots.push(slotOf(await store.get(`ingest.seen.${at}`)));
  const times = new Map(slots.flatMap(({ keys }) => [...keys]));
  let current = newest(slots);
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    for (const [at, slot] of slots.entries()) {
      if (!slot.changed) continue;
      slot.changed = false;
      try {
        await store.set(`ingest.seen.${at}`, JSON.stringify([...slot.keys]));
      } catch (error) {
        slot.changed = true;
        deps.failed(error);
        return;
      }
    }
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.then(write);
    return writing;
  }

  function room(): Slot {
    const slot = slots[current];
    if (slot && slot.keys.size < PER_SLOT) return slot;
    current = (current + 1) % SLOTS;
    for (const name of slots[current]?.keys.keys() ?? []) times.delete(name);
    const next: Slot = { keys: new Map(), changed: true };
    slots[current] = next;
    return next;
  }

  return {
    take(key) {
      const name = digest(key);
      const now = clock.now();
      const seenAt = times.get(name);
      if (seenAt !== undefined && now - seenAt < KEPT) return false;
      times.set(name, now);
      return true;
    },
    keep(key) {
      const name = digest(key);
      const slot = room();
      slot.keys.set(name, clock.now());
      slot.changed = true;
      timer ??= setTimeout(() => void flush(), WAIT).unref();
    },
    release(key) {
      const name = digest(key);
      times.delete(name);
      for (const slot of slots) if (slot.keys.delete(name)) slot.changed = true;
    },
    [Symbol.asyncDispose]: () => flush(),
  };
}

/** Does something once for a key; `again` answers whoever comes with it later. What was not done whole may be done again. */
export async function once<T>(
  seen: Pick<Seen, 'take' | 'keep' | 'release'>,
  key: string | null,
  { work, again }: { work(): Promise<{ result: T; isWhole: boolean }>; again(): T },
): Promise<T> {
  if (key === null) return (await work()).result;
  if (!seen.take(key)) return again();
  try {
    const { result, isWhole } = await work();
    if (isWhole) seen.keep(key);
    else seen.release(key);
    return result;
  } catch (error) {
    seen.release(key);
    throw error;
  }
}

function digest(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 16);
}

/** What was written down; what cannot be read is forgotten. */
function slotOf(text: string | null): Slot {
  try {
    return { keys: new Map(JSON.parse(text ?? '[]') as [string, Instant][]), changed: false };
  } catch {
    return { keys: new Map(), changed: false };
  }
}

/** The slot that was written to last. */
function newest(slots: readonly Slot[]): number {
  const ends = slots.map(({ keys }) => Math.max(0, ...keys.values()));
  return ends.indexOf(Math.max(...ends));
}
