import { readFileSync } from 'node:fs';
import { startOf } from './days.ts';
import type { SampleUsage } from './port.ts';
import type { Shelf } from './shelf.ts';
import { freeBytes } from './shrink.ts';

/** What the samples take on the disk; `own`: metrics with a retention of their own. */
export async function usage(
  { database, book, tiers }: Shelf,
  own: readonly string[],
): Promise<SampleUsage> {
  const { raw } = database;
  const bytes = (table: string, column: string) =>
    raw
      .prepare<[], number>(`select coalesce(sum(length(${column})), 0) from ${table}`)
      .pluck()
      .get() ?? 0;
  const targets = new Map<number, { series: number; samples: number; bytes: number }>();
  const all = { samples: 0, chunks: 0, hours: 0 };
  for (const one of book.all()) {
    const its = targets.get(one.target) ?? { series: 0, samples: 0, bytes: 0 };
    its.series++;
    its.samples += one.samples;
    its.bytes += one.chunkBytes + one.hourBytes;
    targets.set(one.target, its);
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
      .map(([target, its]) => ({ target, ...its }))
      .sort((one, other) => other.bytes - one.bytes),
    perDay: all.samples === 0 ? null : perDay(tiers, each(all.chunks)),
    oldest: { chunks: start(tiers.oldestDay('chunks')), hours: start(tiers.oldestDay('hours')) },
    own: own.map((metric) => ownUsage({ book, tiers }, metric)),
  };
}

/** Sealed days that say what a day adds. */
const DAYS = 7;

/** The first day began in its midst, so it counts only while there is no other. */
function lastDays(tiers: Shelf['tiers']): readonly number[] {
  const [oldest, newest] = [tiers.oldestDay('chunks'), tiers.newestDay()];
  if (oldest === null || newest === null) return [];
  const first = Math.max(newest - DAYS + 1, newest > oldest ? oldest + 1 : oldest);
  return Array.from({ length: newest - first + 1 }, (_, index) => first + index);
}

function perDay(tiers: Shelf['tiers'], bytesPerSample: number): SampleUsage['perDay'] {
  const days = lastDays(tiers);
  if (days.length === 0) return null;
  const chunks = mean(days, (day) => tiers.bytesOfDay('chunks', day));
  return {
    samples: Math.round(chunks / bytesPerSample),
    chunks: Math.round(chunks),
    hours: Math.round(mean(days, (day) => tiers.bytesOfDay('hours', day))),
  };
}

function ownUsage(
  { book, tiers }: Pick<Shelf, 'book' | 'tiers'>,
  metric: string,
): SampleUsage['own'][number] {
  const series = book.ofMetric(metric);
  const ofDay = (day: number) => series.reduce((sum, { id }) => sum + tiers.chunkBytes(day, id), 0);
  return {
    metric,
    chunks: series.reduce((sum, { chunkBytes }) => sum + chunkBytes, 0),
    perDay: Math.round(mean(lastDays(tiers), ofDay)),
  };
}

/** 0 for no days. */
function mean(days: readonly number[], of: (day: number) => number): number {
  return days.reduce((sum, day) => sum + of(day), 0) / Math.max(1, days.length);
}

const BEFORE = written();

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
