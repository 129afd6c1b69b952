import type { Point } from '../model/sample.ts';
import type { Instant } from '../model/time.ts';

export interface Range {
  readonly from: Instant;
  readonly to: Instant;
}

/** A point speaks for the time until the next, unless that comes later than this many usual distances. */
const HOLDS = 2.5;

/**
 * Averages points, oldest first, into `count` equal spans of [from, to). A span between two neighbouring points has the
 * value of the first; one in a gap is null, never 0.
 */
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
  const held = holder(points);
  return sums.map((sum, index) => {
    const many = counts[index] ?? 0;
    return many > 0 ? sum / many : held(from + ((index + 0.5) * (to - from)) / count);
  });
}

/** Gives the value that held at a moment, or null in a gap; moments must come in their order. */
function holder(points: readonly Point[]): (at: Instant) => number | null {
  const distances = points.slice(1).map((point, index) => point.at - (points[index]?.at ?? 0));
  const usual = distances.toSorted((a, b) => a - b)[Math.floor(distances.length / 2)] ?? 0;
  let next = 0;
  return (at) => {
    while (next < points.length && (points[next]?.at ?? 0) <= at) next++;
    const [before, after] = [points[next - 1], points[next]];
    if (!before || !after) return null;
    return after.at - before.at <= HOLDS * usual ? before.value : null;
  };
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
