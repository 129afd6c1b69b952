import type { Labels } from '../model/sample.ts';
import type { Instant } from '../model/time.ts';

/** Recent points of one series: two arrays of the same length, of which the indexes from `start` on count. */
export interface SeriesPoints {
  readonly labels: Labels;
  /** Ascending, each once. May run ahead of the present when the clock was set back. */
  readonly at: readonly Instant[];
  /** Finite numbers. */
  readonly values: readonly number[];
  readonly start: number;
  /** Every point after this instant is here; older ones may have been dropped. */
  readonly completeAfter: Instant;
}

/** What one target measured lately. Everything is in memory and answers at once. */
export interface History {
  /** The present; later points are not looked at. */
  readonly now: Instant;
  /** Since when the target is watched; nothing is said about the time before. */
  readonly since: Instant;
  /** Series of a metric by the text of their labels; undefined when there is none. */
  series(metric: string): ReadonlyMap<string, SeriesPoints> | undefined;
}

/** Index of the first point after `instant`. */
export function indexAfter({ at, start }: SeriesPoints, instant: Instant): number {
  let [low, high] = [start, at.length];
  if (high > low && (at[high - 1] ?? 0) <= instant) return high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((at[middle] ?? 0) > instant) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** When the newest point that is not in the future was taken; undefined when there is none. */
export function newestAt(points: SeriesPoints, now: Instant): Instant | undefined {
  const end = indexAfter(points, now);
  return end > points.start ? points.at[end - 1] : undefined;
}
