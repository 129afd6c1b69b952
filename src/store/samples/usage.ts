import { readFileSync } from 'node:fs';
import { DAY } from '../../model/time.ts';
import type { SampleUsage } from './port.ts';
import type { Shelf } from './shelf.ts';

/** What the samples take on the disk. */
export async function usage({ database, book }: Shelf): Promise<SampleUsage> {
  const { raw } = database;
  const bytes = (table: string, column: string) =>
    raw
      .prepare<[], number>(`select coalesce(sum(length(${column})), 0) from ${table}`)
      .pluck()
      .get() ?? 0;
  const targets = new Map<number, { series: number; samples: number; bytes: number }>();
  const all = { samples: 0, chunks: 0, hours: 0 };
  for (const one of book.all()) {
    const own = targets.get(one.target) ?? { series: 0, samples: 0, bytes: 0 };
    own.series++;
    own.samples += one.samples;
    own.bytes += one.chunkBytes + one.hourBytes;
    targets.set(one.target, own);
    all.samples += one.samples;
    all.chunks += one.chunkBytes;
    all.hours += one.hourBytes;
  }
  const each = (total: number) => total / all.samples;
  return {
    file: await database.size(),
    series: book.size,
    samples: all.samples,
    bytesPerSample:
      all.samples === 0 ? null : { chunks: each(all.chunks), all: each(all.chunks + all.hours) },
    tiers: {
      ...{ log: bytes('log', 'frame'), parts: bytes('parts', 'chunk') },
      ...{ chunks: all.chunks, hours: all.hours },
    },
    targets: [...targets]
      .map(([target, own]) => ({ target, ...own }))
      .sort((one, other) => other.bytes - one.bytes),
    writtenPerDay: writtenPerDay(),
  };
}

const STARTED = performance.now();
const BEFORE = written();

/** What this thread has written since it began, as if it went on like that for a day. */
function writtenPerDay(): number | null {
  const now = written();
  if (now === null || BEFORE === null) return null;
  return ((now - BEFORE) * DAY) / (performance.now() - STARTED);
}

/** Bytes that this thread handed to the system: https://man7.org/linux/man-pages/man5/proc_pid_io.5.html */
function written(): number | null {
  try {
    const found = /^wchar: (\d+)$/m.exec(readFileSync('/proc/thread-self/io', 'utf8'));
    return found ? Number(found[1]) : null;
  } catch {
    return null;
  }
}
