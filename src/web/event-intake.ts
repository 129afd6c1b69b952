import type { AppEvent } from '../model/event.ts';
import type { Recorder } from '../model/recorder.ts';
import type { Clock } from '../model/time.ts';
import type { RawRow } from './body.ts';
import { type EventRow, eventRow, recordRow, targetIn } from './event-rows.ts';
import type { Period } from './fields.ts';
import { shown } from './fields.ts';
import type { Rejected, Taken } from './intake.ts';
import type { Seen } from './seen.ts';
import { once } from './seen.ts';
import type { Watched } from './watched.ts';
import { watchedTargets } from './watched.ts';

/** Rows that are read before others get their turn. */
const BATCH = 250;

/** What taking events needs from outside. */
export interface EventPort {
  readonly clock: Pick<Clock, 'now'>;
  readonly seen: Seen;
  /** Milliseconds that events are kept. */
  retention(): number;
  targets(): readonly { readonly id: number; readonly name: string }[];
  /** What the applications of a target record by name; null: of all targets. */
  recorders(target: number | null): readonly Recorder[];
  /** Presets that would record a path, whether or not a target has one of them. */
  presetsFor(path: string): readonly string[];
  /** Stores events, each by itself; gives their places. Throws when none could be stored. */
  take(events: readonly AppEvent[]): Promise<{
    readonly taken: readonly number[];
    readonly duplicate: readonly number[];
    readonly refused: readonly Rejected[];
  }>;
  /** These are new and stored. */
  happened(events: readonly AppEvent[]): Promise<void>;
  failed(error: unknown): void;
}

export interface EventBatch {
  readonly rows: readonly RawRow[];
  /** Path of a recorder; null: whole events. */
  readonly path: string | null;
  /** Key of the whole request, or null. */
  readonly key: string | null;
}

/** Takes pushed events: the good ones are stored and turned into what they stand for, each bad one is named. */
export function takeEvents(port: EventPort, batch: EventBatch): Promise<Taken> {
  const { key, path, rows } = batch;
  return once(port.seen, key === null ? null : `events/${path ?? ''}/request/${key}`, {
    work: () => takeRows(port, batch),
    again: () => ({ accepted: 0, duplicate: rows.length, rejected: [] }),
  });
}

const NOT_STORED = 'it could not be stored just now — send it again';

async function takeRows(
  port: EventPort,
  batch: EventBatch,
): Promise<{ result: Taken; isWhole: boolean }> {
  const { good, rejected } = await readAll(port, batch);
  const places = good.map(({ index }) => index);
  const events = good.map(({ event }) => event);
  try {
    const { taken, duplicate, refused } = await port.take(events);
    for (const { index, reason } of refused) rejected.push({ index: places[index] ?? 0, reason });
    await port.happened(taken.flatMap((at) => events[at] ?? []));
    return answer({ accepted: taken.length, duplicate: duplicate.length, rejected }, true);
  } catch (error) {
    port.failed(error);
    for (const index of places) rejected.push({ index, reason: NOT_STORED, retry: true });
    return answer({ accepted: 0, duplicate: 0, rejected }, false);
  }
}

function answer({ rejected, ...counts }: Taken, isWhole: boolean) {
  const inOrder = rejected.toSorted((one, other) => one.index - other.index);
  return { result: { ...counts, rejected: inOrder }, isWhole };
}

interface Good {
  readonly index: number;
  readonly event: AppEvent;
}

async function readAll(port: EventPort, { rows, path }: EventBatch) {
  const now = port.clock.now();
  const period = { now, oldest: now - port.retention() };
  const { find } = watchedTargets(port.targets());
  const good: Good[] = [];
  const rejected: Rejected[] = [];
  for (const [index, raw] of rows.entries()) {
    if (index % BATCH === BATCH - 1) await new Promise((done) => setImmediate(done));
    const found =
      raw.kind === 'json' ? readRow(port, raw.value, { path, period, find }) : raw.reason;
    if (typeof found === 'string') rejected.push({ index, reason: found });
    else good.push({ index, event: found });
  }
  return { good, rejected };
}

interface Reading {
  readonly path: string | null;
  readonly period: Period;
  readonly find: Watched['find'];
}

/** The target comes first: what a row may say depends on it. */
function readRow(
  port: EventPort,
  row: unknown,
  { path, period, find }: Reading,
): AppEvent | string {
  const name = targetIn(row);
  const target = name === null ? null : find(name);
  if (typeof target === 'string') return target;
  const read =
    path === null ? eventRow(row, period) : recorded(port, row, { path, period, target });
  if (typeof read === 'string') return read;
  return target === null ? 'target is missing — add it' : { ...read, target };
}

function recorded(
  port: EventPort,
  row: unknown,
  asked: { readonly path: string; readonly period: Period; readonly target: number | null },
): EventRow | string {
  const { path, period, target } = asked;
  const recorder = port.recorders(target).find((one) => one.path === path);
  if (recorder) return recordRow(row, period, recorder);
  return `target: the preset of ${shown(targetIn(row))} records no ${path} — send it to /api/events`;
}
