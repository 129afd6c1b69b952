import { setTimeout as pause } from 'node:timers/promises';
import { SECOND } from '../../model/time.ts';
import { StoreError } from '../ports.ts';
import { Arrived } from './arrived.ts';
import type { Series } from './book.ts';
import { decodeFrame, encodeFrame } from './frame.ts';
import type { Shelf } from './shelf.ts';

/** What stands for one series between the threads. */
export interface Definition {
  readonly ref: number;
  readonly target: number;
  readonly metric: string;
  /** JSON with sorted keys. */
  readonly labels: string;
}

/** Samples on their way to the keeper; columns, because objects are slow to hand over. */
export interface Batch {
  readonly refs: Uint32Array;
  readonly at: Float64Array;
  readonly values: Float64Array;
  /** Series that the keeper may not know yet. */
  readonly fresh: readonly Definition[];
  /** Whoever sends them waits until they are on the disk. */
  readonly lasting?: boolean;
}

/** Samples that were not taken, by their place in the batch. */
export type Refused = readonly (readonly [index: number, reason: string])[];

/** A commit writes some pages, however little is in it: what comes within this time shares one. */
const WINDOW = 5 * SECOND;
/** The same for what somebody waits for. */
const SHARED = SECOND;
/** So many samples are committed at once. */
const FULL = 8_000;

export interface Intake {
  /**
   * Takes samples in. The first ones after a quiet time are committed at once, later ones within five seconds, or within
   * one when somebody waits for them: then they are on the disk when this ends.
   *
   * @throws StoreError when they cannot be written: then what was not committed is shed, of whoever it is.
   */
  take(batch: Batch): Promise<Refused>;
  /** Commits what waits. Throws as `take` does. */
  commit(): Promise<void>;
  /** Forgets what the numbers of definitions mean, but for those in use since the last call. */
  forget(): void;
  readonly shed: number;
}

export function intake(shelf: Shelf): Intake {
  const waiting = new Arrived();
  const names = new Names(shelf);
  const state = { shed: 0, lastCommit: Number.NEGATIVE_INFINITY, failing: false };
  /** Why samples were shed last. */
  let loss: { readonly error: unknown } | null = null;
  let timer: NodeJS.Timeout | undefined;
  let tail: Promise<void> = Promise.resolve();

  const write = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    if (waiting.length === 0) return;
    const arrived = waiting.take();
    try {
      await store(shelf, arrived);
    } catch (error) {
      // What came meanwhile may belong to series that are gone now.
      state.shed += arrived.length + waiting.shed();
      state.failing = true;
      loss = { error };
      throw error;
    }
    state.failing = false;
    state.lastCommit = performance.now();
  };
  /** One at a time: a file that is locked is tried again, which takes a while. */
  const commit = (): Promise<void> => {
    tail = tail.then(write, write);
    return tail;
  };
  // What is shed then is counted, and the next sample tells why.
  const later = () => void commit().catch(() => {});

  let sharing: Promise<void> | null = null;
  /** One commit for all that wait for theirs within a second. */
  const shared = (): Promise<void> => {
    sharing ??= pause(Math.max(0, state.lastCommit + SHARED - performance.now())).then(() => {
      sharing = null;
      return commit();
    });
    return sharing;
  };

  return {
    async take(batch) {
      const before = loss;
      const refused = names.sort(batch, waiting);
      const isQuiet = performance.now() - state.lastCommit >= WINDOW;
      if (state.failing || isQuiet || waiting.length >= FULL) await commit();
      else if (batch.lasting && waiting.length > 0) await shared();
      else if (waiting.length > 0) timer ??= setTimeout(later, WINDOW);
      // Another commit may have shed them while they waited.
      if (loss !== null && loss !== before) throw loss.error;
      return refused;
    },
    commit,
    forget: () => names.forget(),
    get shed() {
      return state.shed;
    },
  };
}

const TOO_OLD = 'the time is older than what is kept';
const NO_ROOM =
  'cannot store samples: the disk is full but for what alerts need; make room, or keep samples for a shorter time';

/** Writes what arrived, with the series that are new, and then keeps it in memory. */
async function store(shelf: Shelf, arrived: ReturnType<Arrived['take']>): Promise<void> {
  const { database, tiers, book } = shelf;
  try {
    if (!shelf.hasRoom()) throw new StoreError(NO_ROOM);
    await database.write(
      'store samples',
      () => {
        book.store();
        tiers.addFrame(encodeFrame(arrived));
      },
      () => {
        book.stored();
        for (const [index, { head }] of arrived.owners.entries()) {
          head.add(arrived.at[index] ?? 0, arrived.values[index] ?? 0);
        }
        shelf.headPoints += arrived.length;
        shelf.version++;
      },
    );
  } catch (error) {
    book.undo();
    // Nothing that people can mend: what is known does not fit the file.
    if (!(error instanceof StoreError)) book.reread();
    throw error;
  } finally {
    for (const one of arrived.owners) one.waiting--;
  }
}

/** What the numbers of series mean that come from the main thread. */
class Names {
  readonly #book: Shelf['book'];
  #known = new Map<number, Definition>();
  #former = new Map<number, Definition>();

  constructor({ book }: Shelf) {
    this.#book = book;
  }

  /** Forgets the names that were not used since the last call. */
  forget(): void {
    this.#former = this.#known;
    this.#known = new Map();
  }

  /** Puts the samples of a batch to those that wait, but for those that are refused. */
  sort({ refs, at, values, fresh }: Batch, waiting: Arrived): Refused {
    for (const one of fresh) this.#known.set(one.ref, one);
    const opened = new Map<number, Series | string>();
    const refused: [number, string][] = [];
    const seriesOf = (ref: number, time: number): Series | string => {
      const one = opened.get(ref) ?? this.#open(ref, time);
      if (one !== TOO_OLD) opened.set(ref, one);
      return typeof one !== 'string' && time < one.floor ? TOO_OLD : one;
    };
    for (let index = 0; index < refs.length; index++) {
      const time = at[index] ?? 0;
      const one = seriesOf(refs[index] ?? 0, time);
      if (typeof one === 'string') refused.push([index, one]);
      else waiting.add(one, time, values[index] ?? 0);
    }
    for (const [ref, one] of opened) if (typeof one === 'string') this.#known.delete(ref);
    return refused;
  }

  /** A series is not made for a point that is not taken. */
  #open(ref: number, time: number): Series | string {
    const one = this.#known.get(ref) ?? this.#former.get(ref);
    if (!one) return 'the series is not known';
    this.#known.set(ref, one);
    if (time < this.#book.floor(one.metric)) return TOO_OLD;
    return this.#book.open(one.target, one.metric, one.labels);
  }
}

/** Brings back what was taken in since the last spill, as after a restart. */
export function replay(shelf: Shelf, damaged: (error: unknown) => void): void {
  const { tiers, book } = shelf;
  for (const frame of tiers.frames()) {
    try {
      decodeFrame(frame, (id, at, value) => {
        const one = book.get(id);
        if (!one || at < one.floor) return;
        one.head.add(at, value);
        shelf.headPoints++;
      });
    } catch (error) {
      damaged(error);
    }
  }
}
