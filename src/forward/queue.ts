import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { OutgoingSample } from '../model/export.ts';
import type { Instant } from '../model/time.ts';
import { HOUR } from '../model/time.ts';
import type { Gathered } from './gather.ts';
import { gather, measure } from './gather.ts';
import type { Position, PositionFile } from './position.ts';
import { newQueue, openPosition } from './position.ts';
import { toRecord } from './record.ts';
import type { Segment } from './segments.ts';
import { listSegments, newSegment, removeSegment } from './segments.ts';

export interface QueueLimits {
  /** Bytes on the disk; more, and the oldest samples go. */
  readonly bytes: number;
  /** Milliseconds; what has waited longer goes. */
  readonly age: number;
}

/** A queue is in so many files at least, so that what is dropped at once is a small part. */
const PARTS = 64;
/** A file is written to for so long, so that what is too old can go with it. */
const SPAN = HOUR;

/** The samples to send next. */
export interface QueuedBatch extends Gathered {
  /** The same for the same samples, also after a restart. */
  readonly key: string;
  /** How many samples were queued before it. */
  readonly from: number;
}

/**
 * Samples that wait for one destination, on the disk, in the order in which they were stored. What was appended outlives
 * the process, however it ends.
 */
export interface Queue extends AsyncDisposable {
  /** Appends at most as many as one record holds. @throws what the disk throws; then nothing was appended. */
  append(samples: readonly OutgoingSample[], at: Instant): Promise<void>;
  /** The oldest samples, at most `most`, and again the same until they are done; null when none waits. @throws what the disk throws. */
  next(most: number): Promise<QueuedBatch | null>;
  /** The batch needs no sending any more. @throws what the disk throws. */
  done(batch: QueuedBatch): Promise<void>;
  /** How many samples wait. */
  waiting(): number;
}

export interface QueueDeps {
  readonly folder: string;
  readonly limits: QueueLimits;
  now(): Instant;
  /** Samples are lost because they were too many, too old or damaged. */
  dropped(samples: number, why: string): void;
}

interface State {
  /** Oldest first. */
  readonly segments: Segment[];
  readonly file: PositionFile;
  position: Position;
  /** How many samples were ever queued. */
  end: number;
  /** Open for the last segment. */
  writing: FileHandle | null;
}

/**
 * Opens the queue of a folder, or makes it.
 *
 * @throws what the disk throws.
 */
export async function openQueue(deps: QueueDeps): Promise<Queue> {
  const state = await readState(deps.folder);
  const turn = inTurn();
  return {
    async append(samples, at) {
      const record = await toRecord(samples, at);
      await turn(async () => {
        await write(state, deps, record);
        state.end += samples.length;
        // What was appended is appended, whatever becomes of what is too old; the next call tries that again.
        await trim(state, deps).catch(() => {});
      });
    },
    next: (most) =>
      turn(async () => {
        await trim(state, deps);
        return nextBatch(state, deps, most);
      }),
    done: ({ from, samples, next }) =>
      turn(async () => {
        // What was dropped meanwhile is behind us already.
        if (state.position.done !== from) return;
        const done = from + samples.length;
        await move(state, { done, sending: done, ...next });
      }),
    waiting: () => state.end - state.position.done,
    [Symbol.asyncDispose]: () =>
      turn(async () => {
        await state.writing?.close();
        state.writing = null;
        await state.file.close();
      }),
  };
}

async function readState(folder: string): Promise<State> {
  const segments = await listSegments(folder);
  const file = await openPosition(join(folder, 'position'));
  const stored = await file.read();
  let end = stored?.done ?? 0;
  for (let last = segments.at(-1); last; last = segments.at(-1)) {
    const { samples, size } = await measure(last);
    last.size = size;
    end = Math.max(end, last.first + samples);
    if (samples > 0) break;
    segments.pop();
    await removeSegment(last);
  }
  const first = segments[0]?.first ?? end;
  const fresh = { queue: newQueue(), done: first, sending: first, segment: first, offset: 0 };
  const state: State = { segments, file, position: stored ?? fresh, end, writing: null };
  await move(state, {});
  return state;
}

/** Writes where things stand, and removes the files that nobody needs. */
async function move(state: State, to: Partial<Position>): Promise<void> {
  state.position = { ...state.position, ...to };
  await state.file.write(state.position);
  while (state.segments.length > 1 && (state.segments[1]?.first ?? 0) <= state.position.done) {
    await removeSegment(state.segments.shift() as Segment);
  }
}

async function write(state: State, { folder, limits, now }: QueueDeps, record: Buffer) {
  const last = state.segments.at(-1);
  const isFull = last && last.size + record.length > limits.bytes / PARTS;
  if (!last || !state.writing || isFull || now() - last.since >= SPAN) {
    await state.writing?.close();
    state.writing = null;
    const made = newSegment(folder, state.end, now());
    state.writing = await open(made.path, 'w', 0o600);
    state.segments.push(made);
  }
  const segment = state.segments.at(-1) as Segment;
  const { bytesWritten } = await state.writing.write(record, 0, record.length, segment.size);
  if (bytesWritten < record.length) throw new Error('the disk took only a part of the samples');
  segment.size += record.length;
}

/** Drops the oldest files while there is too much, or what is in them is too old. */
async function trim(state: State, { limits, now, dropped }: QueueDeps): Promise<void> {
  for (let first = state.segments[0]; first; first = state.segments[0]) {
    const bytes = state.segments.reduce((sum, { size }) => sum + size, 0);
    const isOld = first.since + SPAN + limits.age < now();
    if (!isOld && bytes <= limits.bytes) return;
    const why = isOld ? 'they waited too long' : 'too many wait';
    await skip(state, first, (samples) => dropped(samples, why));
  }
}

/** Leaves a file, and what is still to be sent of it. */
async function skip(state: State, segment: Segment, lost: (samples: number) => void) {
  const place = state.segments.indexOf(segment);
  const end = state.segments[place + 1]?.first ?? state.end;
  if (place === state.segments.length - 1) {
    await state.writing?.close();
    state.writing = null;
  }
  const missed = end - state.position.done;
  state.segments.splice(place, 1);
  await removeSegment(segment);
  if (missed <= 0) return;
  await move(state, { done: end, sending: end, segment: end, offset: 0 });
  lost(missed);
}

async function nextBatch(
  state: State,
  { dropped }: QueueDeps,
  most: number,
): Promise<QueuedBatch | null> {
  while (state.position.done < state.end) {
    const { queue, done, sending, offset, segment: at } = state.position;
    const segment = state.segments.findLast(({ first }) => first <= done);
    if (!segment) {
      const first = state.segments[0]?.first ?? state.end;
      dropped(first - done, 'their file is missing');
      await move(state, { done: first, sending: first, segment: first, offset: 0 });
      continue;
    }
    const from = segment.first === at ? offset : 0;
    const found = await gather(segment, from, sending > done ? sending - done : most);
    if (found === null) {
      await skip(state, segment, (samples) => dropped(samples, 'their file is damaged'));
      continue;
    }
    const to = done + found.samples.length;
    if (to !== sending) await move(state, { sending: to });
    return { ...found, from: done, key: `${queue}-${done}-${to}` };
  }
  return null;
}

/** Calls wait for each other. */
function inTurn() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work);
    last = next.catch(() => {});
    return next;
  };
}
