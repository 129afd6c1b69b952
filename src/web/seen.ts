import { createHash } from 'node:crypto';
import type { Clock, Instant } from '../model/time.ts';
import { DAY, SECOND } from '../model/time.ts';

/** How long a key is remembered. */
const KEPT = DAY;
/**
 * Keys after which a setting is full, keys that it may have, and settings in turn: with more keys than that within a day
 * the oldest are forgotten early. The file is written in pages of 4 kB: a setting is at most some 2 kB, so that the keys
 * of a second are one page.
 */
const FULL = 64;
const MOST = 128;
const SLOTS = 512;
/** How long new keys wait to be written, so that many are one write. */
const WAIT = SECOND;
/** Characters of a digest. */
const LENGTH = 16;

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
  /**
   * Takes a key that is `new`: until `keep` or `release` it is `underway` for whoever else comes with it, and until `keep`
   * it is forgotten with the process.
   */
  take(key: string): 'new' | 'underway' | 'kept';
  /** Whoever took the key has kept or released it. */
  ended(key: string): Promise<void>;
  /** What came with the key is done, and outlasts a crash: then the key does too. */
  keep(key: string): void;
  /** What came with the key was not done after all; a key that is kept stays so. */
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
  const underway = new Map<string, PromiseWithResolvers<void>>();
  let current = newest(slots);
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    for (const [at, slot] of slots.entries()) {
      if (!slot.changed) continue;
      slot.changed = false;
      try {
        await store.set(`ingest.seen.${at}`, textOf(slot));
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
    if (slot && slot.keys.size < (slot.changed ? MOST : FULL)) return slot;
    current = (current + 1) % SLOTS;
    for (const [name, at] of slots[current]?.keys ?? []) {
      if (times.get(name) === at) times.delete(name);
    }
    const next: Slot = { keys: new Map(), changed: true };
    slots[current] = next;
    return next;
  }

  function end(name: string): void {
    underway.get(name)?.resolve();
    underway.delete(name);
  }

  return {
    take(key) {
      const name = digest(key);
      if (underway.has(name)) return 'underway';
      if (clock.now() - (times.get(name) ?? Number.NEGATIVE_INFINITY) < KEPT) return 'kept';
      underway.set(name, Promise.withResolvers());
      return 'new';
    },
    ended: async (key) => underway.get(digest(key))?.promise,
    keep(key) {
      const name = digest(key);
      const now = clock.now();
      const slot = room();
      slot.keys.set(name, now);
      slot.changed = true;
      times.set(name, now);
      end(name);
      timer ??= setTimeout(() => void flush(), WAIT).unref();
    },
    release: (key) => end(digest(key)),
    [Symbol.asyncDispose]: () => flush(),
  };
}

/**
 * Does something once for a key; `again` answers whoever comes with it later. What was not done whole may be done again:
 * whoever comes meanwhile waits until that is known.
 */
export async function once<T>(
  seen: Pick<Seen, 'take' | 'ended' | 'keep' | 'release'>,
  key: string | null,
  { work, again }: { work(): Promise<{ result: T; isWhole: boolean }>; again(): T },
): Promise<T> {
  if (key === null) return (await work()).result;
  for (let state = seen.take(key); state !== 'new'; state = seen.take(key)) {
    if (state === 'kept') return again();
    await seen.ended(key);
  }
  try {
    const { result, isWhole } = await work();
    if (isWhole) seen.keep(key);
    return result;
  } finally {
    seen.release(key);
  }
}

function digest(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, LENGTH);
}

/** The digests of each second behind it, in base 36: `sv3k2o:abc...`, one after the other with blanks. */
function textOf({ keys }: Slot): string {
  const bySecond = Map.groupBy(keys, ([, at]) => Math.floor(at / SECOND));
  return [...bySecond]
    .map(([at, own]) => `${at.toString(36)}:${own.map(([name]) => name).join('')}`)
    .join(' ');
}

/** What was written down; what cannot be read is forgotten. */
function slotOf(text: string | null): Slot {
  const groups = (text ?? '').split(' ').flatMap((group) => {
    const [, at = '', names = ''] = /^([0-9a-z]{1,8}):([\w-]+)$/.exec(group) ?? [];
    const all = names.match(new RegExp(`.{${LENGTH}}`, 'g')) ?? [];
    return all.map((name) => [name, Number.parseInt(at, 36) * SECOND] as const);
  });
  return { keys: new Map(groups), changed: false };
}

/** The slot that was written to last. */
function newest(slots: readonly Slot[]): number {
  const ends = slots.map(({ keys }) => Math.max(0, ...keys.values()));
  return ends.lastIndexOf(Math.max(...ends));
}
