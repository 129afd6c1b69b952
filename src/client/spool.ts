import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Segment } from './segment.ts';
import { advance, append, byAge, discard, readChunk } from './segment.ts';

/** A segment is full at a sixteenth of the whole, and at this at most. */
const MAX_SEGMENT = 1024 * 1024;
const SEGMENTS = 16;

/** Lines that are read, and what says that they are delivered. */
export interface Spooled {
  readonly lines: readonly string[];
  finish(): Promise<void>;
}

/** Lines in files, the oldest of which make room for new ones. */
export interface Spool {
  readonly isEmpty: boolean;
  /** A file that nothing was written to yet. */
  newPath(): string;
  /** @throws the system's error; then nothing counts as written. */
  append(lines: readonly string[], isSynced: boolean): Promise<void>;
  /** The oldest lines that are not finished; null when there is none. */
  next(): Promise<Spooled | null>;
  /** Drops the oldest files until no more than `bytes` are left. */
  trim(bytes: number): Promise<void>;
  /** Files that another client left. */
  adopt(found: readonly Segment[]): void;
}

export function openSpool(options: {
  readonly folder: string;
  readonly token: string;
  readonly maxBytes: number;
  dropped(count: number): void;
  failed(error: unknown): void;
}): Spool {
  const { folder, token, dropped } = options;
  const full = Math.min(MAX_SEGMENT, Math.ceil(options.maxBytes / SEGMENTS));
  let segments: Segment[] = [];
  let current: Segment | null = null;
  let reading: { readonly segment: Segment; readonly next: number } | null = null;
  let made = 0;

  function newPath(): string {
    const name = `${String(Date.now()).padStart(14, '0')}-${String(made++).padStart(8, '0')}`;
    return join(folder, `${name}-${token}.0.jsonl`);
  }

  function forget(segment: Segment): void {
    segments = segments.filter((one) => one !== segment);
    if (current === segment) current = null;
  }

  /** Another client took it over, or the disk does not give it back. */
  function lose(segment: Segment, error: unknown): void {
    forget(segment);
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') options.failed(error);
  }

  async function finish(segment: Segment, next: number): Promise<void> {
    reading = null;
    try {
      if (next < segment.bytes) return await advance(segment, next);
      forget(segment);
      await unlink(segment.path);
    } catch (error) {
      lose(segment, error);
    }
  }

  async function nextOf(segment: Segment): Promise<Spooled | null> {
    const { lines, broken, next } = await readChunk(segment);
    if (broken > 0) dropped(broken);
    if (lines.length === 0) {
      await finish(segment, next === segment.read ? segment.bytes : next);
      return null;
    }
    reading = { segment, next };
    return { lines, finish: () => finish(segment, next) };
  }

  return {
    newPath,
    get isEmpty() {
      return segments.length === 0;
    },
    async append(lines, isSynced) {
      const segment = current ?? { path: newPath(), bytes: 0, read: 0 };
      const isNew = current === null;
      // After a failure half a line may stand at its end: nothing is written behind it.
      current = null;
      await append(segment, lines, isSynced);
      if (isNew) segments.push(segment);
      if (segment.bytes < full) current = segment;
    },
    async next() {
      for (let segment = segments[0]; segment; segment = segments[0]) {
        try {
          const found = await nextOf(segment);
          if (found) return found;
        } catch (error) {
          lose(segment, error);
        }
      }
      return null;
    },
    async trim(bytes) {
      let all = segments.reduce((sum, one) => sum + one.bytes - one.read, 0);
      for (let oldest = segments[0]; oldest && all > bytes; oldest = segments[0]) {
        all -= oldest.bytes - oldest.read;
        forget(oldest);
        // What is being delivered is not lost.
        const read = reading?.segment === oldest ? reading.next : oldest.read;
        dropped(await discard({ ...oldest, read }).catch(() => 0));
      }
    },
    adopt(found) {
      segments = [...segments, ...found].sort(byAge);
    },
  };
}
