import { readFileSync } from 'node:fs';
import { DAY } from '../../model/time.ts';
import { startOf } from './days.ts';
import type { SampleUsage } from './port.ts';
import type { Shelf } from './shelf.ts';
import { freeBytes } from './shrink.ts';

/** What the samples take on the disk. */
export async function usage({ database, book, tiers }: Shelf): Promise<SampleUsage> {
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
  const start = (day: number | null) => (day === null ? null : startOf(day));
  return {
    file: await database.size(),
    free: freeBytes({ database }),
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
    perDay: all.samples === 0 ? null : perDay(tiers, each(all.chunks)),
    oldest: { chunks: start(tiers.oldestDay('chunks')), hours: start(tiers.oldestDay('hours')) },
    writtenPerDay: writtenPerDay(),
  };
}

/** Sealed days that say what a day adds. */
const DAYS = 7;

/** The first day began in its midst, so it counts only while there is no other. */
function perDay(tiers: Shelf['tiers'], bytesPerSample: number): SampleUsage['perDay'] {
  const [oldest, newest] = [tiers.oldestDay('chunks'), tiers.newestDay()];
  if (oldest === null || newest === null) return null;
  const first = Math.max(newest - DAYS + 1, newest > oldest ? oldest + 1 : oldest);
  const sum = { chunks: 0, hours: 0 };
  for (let day = first; day <= newest; day++) {
    sum.chunks += tiers.bytesOfDay('chunks', day);
    sum.hours += tiers.bytesOfDay('hours', day);
  }
  const days = newest - first + 1;
  return {
    samples: Math.round(sum.chunks / days / bytesPerSample),
    chunks: Math.round(sum.chunks / days),
    hours: Math.round(sum.hours / days),
  };
}

const STARTED = performance.now();
const BEFORE = written();

/** What this thread has written since it began, as if it went on like that for a day. */
function writtenPerDay(): number | null {
  const bytes = writtenSinceStart();
  return bytes === null ? null : (bytes * DAY) / (performance.now() - STARTED);
}

/** Bytes that this thread has written since it began; null where the system does not tell. */
export function writtenSinceStart(): number | null {
  const now = written();
  return now === null || BEFORE === null ? null : now - BEFORE;
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
