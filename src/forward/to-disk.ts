import type { OutgoingSample } from '../model/export.ts';
import type { Instant } from '../model/time.ts';
import { DAY, SECOND } from '../model/time.ts';
import { pause } from '../model/wait.ts';
import { bell } from './bell.ts';
import type { Queue } from './queue.ts';
import { MOST_IN_RECORD } from './record.ts';

/** What was stored is in the queue on the disk after this time; a kill loses no more than what came within it. */
const GATHER = SECOND / 2;
/** After a failure the disk is asked again after this. */
const WAIT = SECOND;
/** Samples that wait for a disk that does not take them, about 15 MB; then the oldest go. */
const MOST_IN_MEMORY = 100_000;

export interface ToDiskDeps {
  now(): Instant;
  /** The queue; opened when it is not open. @throws what the disk throws. */
  queue(): Promise<Queue>;
  /** Something was written. */
  written(): void;
  /** The disk does not take it, or does again (null). */
  disk(error: unknown): void;
  dropped(samples: number, why: string): void;
}

/** Takes samples at once and writes them soon after, a record at a time. */
export interface ToDisk {
  offer(samples: readonly OutgoingSample[]): void;
  /** Samples that are not on the disk yet. */
  waiting(): number;
  /** Writes until `signal` aborts, and then what is left, once. */
  run(signal: AbortSignal): Promise<void>;
}

export function toDisk(deps: ToDiskDeps): ToDisk {
  let waiting: OutgoingSample[] = [];
  /** Samples that are being written. */
  let underway = 0;
  const came = bell();
  const full = bell();

  const keep = (samples: OutgoingSample[]) => {
    const excess = samples.length - MOST_IN_MEMORY;
    waiting = excess > 0 ? samples.slice(excess) : samples;
    if (excess > 0) deps.dropped(excess, 'the disk does not take them');
  };
  const gathered = async (signal: AbortSignal) => {
    if (waiting.length === 0) await came.wait(DAY, signal);
    if (waiting.length < MOST_IN_RECORD) await full.wait(GATHER, signal);
  };
  const writeOne = async (): Promise<boolean> => {
    const record = waiting.splice(0, MOST_IN_RECORD);
    if (record.length === 0) return true;
    underway = record.length;
    try {
      await (await deps.queue()).append(record, deps.now());
      deps.disk(null);
      deps.written();
      return true;
    } catch (error) {
      keep([...record, ...waiting]);
      deps.disk(error);
      return false;
    } finally {
      underway = 0;
    }
  };

  return {
    offer(samples) {
      for (const one of samples) waiting.push(one);
      if (waiting.length > MOST_IN_MEMORY) keep(waiting);
      came.ring();
      if (waiting.length >= MOST_IN_RECORD) full.ring();
    },
    waiting: () => waiting.length + underway,
    async run(signal) {
      while (!signal.aborted) {
        await gathered(signal);
        if (!(await writeOne())) await pause(WAIT, signal);
      }
      while (waiting.length > 0 && (await writeOne()));
    },
  };
}
