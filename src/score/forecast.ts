import type { Point } from '../model/sample.ts';
import type { Instant } from '../model/time.ts';
import { DAY, HOUR } from '../model/time.ts';

/** A line through points: `value = level + slope * (at - from)`. */
interface Line {
  readonly from: Instant;
  readonly level: number;
  /** Units per millisecond. */
  readonly slope: number;
  /** Share of the variance that the line explains, 0..1. */
  readonly fit: number;
}

/** Fewer points, or a shorter span, say nothing about days to come. */
const MIN_POINTS = 5;
const MIN_SPAN = HOUR;
/** Below this fit the values do not follow a line. */
const MIN_FIT = 0.7;
const HORIZON = 90 * DAY;

/**
 * When a rising value reaches `limit` if it goes on as before: a straight line by least squares through all points, and
 * the moment where it meets `limit`, yet never before the last point. null when there are fewer than 5 points or they
 * span under an hour, when the line does not rise or explains under 70 % of the variance (r squared), or when the moment
 * lies more than 90 days after the last point. A value that has already reached `limit` is full at its last point.
 */
export function fullIn(points: readonly Point[], limit: number): { readonly at: Instant } | null {
  const sorted = points.filter((point) => Number.isFinite(point.value)).sort((a, b) => a.at - b.at);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (!first || !last) return null;
  if (last.value >= limit) return { at: last.at };
  if (sorted.length < MIN_POINTS || last.at - first.at < MIN_SPAN) return null;
  const line = leastSquares(sorted, first.at);
  if (line.slope <= 0 || line.fit < MIN_FIT) return null;
  const at = Math.max(last.at, Math.round(line.from + (limit - line.level) / line.slope));
  return at - last.at <= HORIZON ? { at } : null;
}

function leastSquares(points: readonly Point[], from: Instant): Line {
  const meanAt = mean(points.map(({ at }) => at - from));
  const meanValue = mean(points.map(({ value }) => value));
  let [together, alone, spread] = [0, 0, 0];
  for (const { at, value } of points) {
    const [x, y] = [at - from - meanAt, value - meanValue];
    together += x * y;
    alone += x * x;
    spread += y * y;
  }
  const slope = together / alone;
  const fit = spread === 0 ? 0 : (slope * together) / spread;
  return { from, level: meanValue - slope * meanAt, slope, fit };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
