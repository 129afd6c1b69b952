import { allBytes, type StorageReport } from '../model/storage.ts';
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
 * How all parts grow while each day adds as much as the last ones did. What is kept for one time grows until it is as much
 * as comes within that time; backups grow with what they copy. null while no day is sealed: then nobody knows.
 */
export function storageForecast(report: StorageReport): StorageForecast | null {
  const { parts, limit } = report;
  const growing = growingOf(report);
  if (growing === null) return null;
  const copied = 1 + parts.backups / Math.max(1, parts.database + parts.samples);
  const today = allBytes(parts);
  const after = (days: number) =>
    growing.reduce((sum, { perDay, room }) => sum + copied * Math.min(days * perDay, room), today);
  return { inMonth: after(MONTH), daysLeft: limit === null ? null : firstDay(after, limit) };
}

/** The first day at whose end it is as much as `limit`. */
function firstDay(after: (days: number) => number, limit: number): number | null {
  for (let day = 0; day <= AHEAD; day++) if (after(day) >= limit) return day;
  return null;
}

/** Something that is kept for one time: what a day adds, and by how much it grows until as much goes as comes. */
interface Growing {
  readonly perDay: number;
  readonly room: number;
}

function growingOf({ samples, retention, events }: StorageReport): readonly Growing[] | null {
  const { perDay, tiers, own } = samples;
  if (perDay === null) return null;
  const exceptions = own.flatMap((one) => {
    const kept = retention.exceptions.find(({ metric }) => metric === one.metric)?.kept;
    return kept === undefined ? [] : [{ held: one.chunks, perDay: one.perDay, kept }];
  });
  const others = exceptions.reduce(
    (rest, one) => ({ held: rest.held - one.held, perDay: rest.perDay - one.perDay }),
    { held: tiers.chunks, perDay: perDay.chunks },
  );
  const each: readonly Kept[] = [
    ...exceptions,
    { ...others, kept: retention.points },
    { held: tiers.hours, perDay: perDay.hours, kept: retention.hours },
    { held: events.bytes, perDay: events.perDay, kept: retention.points, most: events.most },
  ];
  return each.map(growingTo);
}

interface Kept {
  readonly held: number;
  readonly perDay: number;
  readonly kept: number;
  readonly most?: number;
}

function growingTo({ held, perDay, kept, most = Number.POSITIVE_INFINITY }: Kept): Growing {
  const end = Math.min(most, (perDay * kept) / DAY);
  return { perDay, room: Math.max(0, end - held) };
}
