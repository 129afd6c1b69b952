import type { StorageReport } from '../model/storage.ts';
import type { Instant } from '../model/time.ts';
import { DAY } from '../model/time.ts';

/** Days that are looked ahead. */
const AHEAD = 3_650;
const MONTH = 30;

export interface StorageForecast {
  /** Bytes of all parts in 30 days. */
  readonly inMonth: number;
  /** Days until all parts reach the limit; null: not within ten years, or there is none. */
  readonly daysLeft: number | null;
}

/**
 * How all parts grow while each day adds as much as the last ones did. A tier grows until its oldest day is as old as it
 * is kept; backups grow with what they copy. null while no day is sealed: then nobody knows.
 */
export function storageForecast(
  { parts, limit, samples, retention }: StorageReport,
  now: Instant,
): StorageForecast | null {
  const { perDay, oldest } = samples;
  if (perDay === null) return null;
  const copied = 1 + parts.backups / Math.max(1, parts.database + parts.samples);
  const growing = {
    chunks: daysToGrow(oldest.chunks, retention.points, now),
    hours: daysToGrow(oldest.hours, retention.hours, now),
  };
  const today = parts.database + parts.samples + parts.backups;
  const after = (days: number) =>
    today +
    copied * perDay.chunks * Math.min(days, growing.chunks) +
    copied * perDay.hours * Math.min(days, growing.hours);
  return { inMonth: after(MONTH), daysLeft: limit === null ? null : firstDay(after, limit) };
}

/** The first day at whose end it is as much as `limit`. */
function firstDay(after: (days: number) => number, limit: number): number | null {
  for (let day = 0; day <= AHEAD; day++) if (after(day) >= limit) return day;
  return null;
}

/** Days until as much goes as comes. */
function daysToGrow(oldest: Instant | null, kept: number, now: Instant): number {
  return Math.max(0, Math.ceil((kept - (now - (oldest ?? now))) / DAY));
}
