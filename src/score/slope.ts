import type { Point } from '../model/sample.ts';
import { DAY } from '../model/time.ts';
import type { NotEnough } from './enough.ts';
import { notEnough } from './enough.ts';
import { binned, medianOf } from './figures.ts';

/** A change per day, in the unit of the values. */
export interface Slope {
  readonly kind: 'slope';
  readonly perDay: number;
  /** Ends of the interval of the confidence asked for. */
  readonly low: number;
  readonly high: number;
  /** 0 lies outside of it: the values rise, or fall, and do not only wobble. */
  readonly isClear: boolean;
}

/** Fewer points say nothing. */
const LEAST_POINTS = 8;
/** Points are averaged to at most as many: every pair of them is looked at. */
const MOST_POINTS = 200;
/** Standard deviations that hold a share of what is normally distributed. */
const DEVIATIONS = { 0.8: 1.2816, 0.9: 1.6449, 0.95: 1.96, 0.99: 2.5758 } as const;
/** Neighbours that are more alike than this would let an interval grow without end. */
const MOST_ALIKE = 0.95;

/**
 * How steeply points rise or fall: the slope of Theil and Sen, which is the median of the slopes of all pairs of points, so
 * that up to 29 % of wild values do not move it. Its interval is Sen's, from the variance of Kendall's rank correlation with ties,
 * made wider by (1 + r) / (1 - r), where r is how much neighbours resemble each other beside the line.
 *
 * Sen 1968, https://doi.org/10.1080/01621459.1968.10480934; the correction: Bayley and Hammersley 1946,
 * https://doi.org/10.2307/2983560.
 */
export function slopeOf(
  points: readonly Point[],
  { confidence = 0.95 }: { readonly confidence?: keyof typeof DEVIATIONS } = {},
): Slope | NotEnough {
  const used = binned(points, MOST_POINTS);
  if (used.length < LEAST_POINTS) return notEnough(used.length, LEAST_POINTS, 'points');
  const slopes = pairSlopes(used);
  if (slopes.length === 0) return notEnough(1, LEAST_POINTS, 'points');
  const perDay = middle(slopes);
  const wide =
    DEVIATIONS[confidence] * Math.sqrt(kendallVariance(used) * alikeFactor(used, perDay));
  const at = (rank: number) => slopes[Math.max(0, Math.min(slopes.length - 1, rank))] ?? perDay;
  const low = at(Math.round((slopes.length - wide) / 2) - 1);
  const high = at(Math.round((slopes.length + wide) / 2));
  return { kind: 'slope', perDay, low, high, isClear: low > 0 || high < 0 };
}

/** A robust line through points: its slope per day, and its value at a moment. */
export function lineThrough(points: readonly Point[]): { perDay: number; at(at: number): number } {
  const slopes = pairSlopes(points);
  const perDay = slopes.length === 0 ? 0 : middle(slopes);
  const from = points[0]?.at ?? 0;
  const level = medianOf(points.map(({ at, value }) => value - (perDay * (at - from)) / DAY));
  return { perDay, at: (at) => level + (perDay * (at - from)) / DAY };
}

/** Slopes per day of every pair of points at different moments, the least first. */
function pairSlopes(points: readonly Point[]): Float64Array {
  const slopes = new Float64Array((points.length * (points.length - 1)) / 2);
  let count = 0;
  for (const [index, one] of points.entries()) {
    for (let other = index + 1; other < points.length; other++) {
      const later = points[other] ?? one;
      if (later.at > one.at)
        slopes[count++] = ((later.value - one.value) / (later.at - one.at)) * DAY;
    }
  }
  return slopes.subarray(0, count).sort();
}

function middle(sorted: Float64Array): number {
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[half - 1] ?? 0)) / 2;
}

/** Variance of Kendall's S; every group of equal values makes it smaller. */
function kendallVariance(points: readonly Point[]): number {
  const ties = new Map<number, number>();
  for (const { value } of points) ties.set(value, (ties.get(value) ?? 0) + 1);
  const of = (many: number) => many * (many - 1) * (2 * many + 5);
  const tied = [...ties.values()].reduce((sum, many) => sum + of(many), 0);
  return (of(points.length) - tied) / 18;
}

/** By how much what neighbours have in common makes the variance larger; 1 where they have nothing. */
function alikeFactor(points: readonly Point[], perDay: number): number {
  const from = points[0]?.at ?? 0;
  const beside = points.map(({ at, value }) => value - (perDay * (at - from)) / DAY);
  const mean = beside.reduce((sum, one) => sum + one, 0) / beside.length;
  let [together, alone] = [0, 0];
  for (const [index, one] of beside.entries()) {
    alone += (one - mean) ** 2;
    if (index > 0) together += (one - mean) * ((beside[index - 1] ?? mean) - mean);
  }
  // Of a line without any noise only rounding is left.
  const size = beside.reduce((sum, one) => sum + one ** 2, 0);
  if (alone <= 1e-18 * size) return 1;
  const alike = Math.max(0, Math.min(MOST_ALIKE, together / alone));
  return (1 + alike) / (1 - alike);
}
