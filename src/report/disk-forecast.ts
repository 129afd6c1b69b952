import { formatDuration } from '../model/format.ts';
import { labelText } from '../model/sample.ts';
import type { Target } from '../model/target.ts';
import type { Instant } from '../model/time.ts';
import { DAY } from '../model/time.ts';
import { fullIn } from '../score/forecast.ts';
import type { ReportReaders } from './daily.ts';

/** How full the disks of a target get. */
export interface DiskForecast {
  readonly disks: number;
  /** The disk that is full first, if any is getting there, and when. */
  readonly first: { readonly mount: string; readonly at: Instant } | null;
}

/** Looks a week back and draws a straight line. */
export async function diskForecast(
  readers: Pick<ReportReaders, 'series'>,
  target: Target,
  now: Instant,
): Promise<DiskForecast> {
  const all = await readers.series.series(target.id);
  const disks = all.filter((one) => one.metric === 'system.disk');
  const dated = await Promise.all(
    disks.map(async (disk) => {
      const range = { from: now - 7 * DAY, to: now, limit: 500 };
      const points = await readers.series.points(target.id, disk, range);
      const full = fullIn(points, 100);
      return full && { mount: disk.labels['mount'] ?? labelText(disk.labels), at: full.at };
    }),
  );
  const [first = null] = dated.filter((one) => one !== null).toSorted((a, b) => a.at - b.at);
  return { disks: disks.length, first };
}

/** One line: which disk is full first, if any is getting there. */
export function diskLine({ disks, first }: DiskForecast, now: Instant): string {
  if (!first) return disks === 0 ? 'not measured' : 'no disk is filling up';
  if (first.at <= now) return `${first.mount} is full`;
  return `${first.mount} full in about ${formatDuration(first.at - now)} (straight line over 7 days)`;
}
