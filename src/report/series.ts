import type { Point } from '../model/sample.ts';
import type { Instant } from '../model/time.ts';

export interface Range {
  readonly from: Instant;
  readonly to: Instant;
}

/** Averages points into `count` equal spans of [from, to); a span without a point is null, never 0. */
export function evenly(
  points: readonly Point[],
  { from, to }: Range,
  count: number,
): readonly (number | null)[] {
  const sums = new Array<number>(count).fill(0);
  const counts = new Array<number>(count).fill(0);
  for (const { at, value } of points) {
    const index = Math.floor(((at - from) / (to - from)) * count);
    if (index < 0 || index >= count) continue;
    sums[index] = (sums[index] ?? 0) + value;
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return sums.map((sum, index) => (counts[index] ? sum / (counts[index] ?? 1) : null));
}

export interface Summary {
  readonly min: number;
  readonly max: number;
  readonly average: number;
  readonly last: number;
}

/** Bounds, mean and newest value; null without points. */
export function summarise(points: readonly Point[]): Summary | null {
  const last = points.at(-1);
  if (!last) return null;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (const { value } of points) {
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
  }
  return { min, max, average: sum / points.length, last: last.value };
}
