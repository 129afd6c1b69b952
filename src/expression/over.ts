import { SECOND } from '../model/time.ts';
import { ordered } from './compute.ts';
import type { SeriesPoints } from './history.ts';
import type { PointTest } from './node.ts';
import { select } from './select.ts';
import type { WindowFunction } from './windows.ts';

/** Points of a series by index: from `begin` to before `end`, at least as many as the function needs. */
export type Over = (points: SeriesPoints, begin: number, end: number) => number;

/** The functions that look at points; none copies them, but those that must sort. */
export const OVER: Readonly<
  Record<Exclude<WindowFunction, 'age' | 'anomaly' | 'forecast' | 'share'>, Over>
> = {
  avg: (points, begin, end) => total(points, begin, end) / (end - begin),
  sum: total,
  min: ({ values }, begin, end) => {
    let least = Number.POSITIVE_INFINITY;
    for (let index = begin; index < end; index++) least = Math.min(least, values[index] ?? 0);
    return least;
  },
  max: ({ values }, begin, end) => {
    let most = Number.NEGATIVE_INFINITY;
    for (let index = begin; index < end; index++) most = Math.max(most, values[index] ?? 0);
    return most;
  },
  last: ({ values }, _begin, end) => values[end - 1] ?? 0,
  count: (_points, begin, end) => end - begin,
  p50: percentile(0.5),
  p90: percentile(0.9),
  p95: percentile(0.95),
  p99: percentile(0.99),
  stddev: deviation,
  slope,
  rate: (points, begin, end) => increase(points, begin, end) / seconds(points, begin, end),
  increase,
  delta: ({ values }, begin, end) => (values[end - 1] ?? 0) - (values[begin] ?? 0),
  changes: ({ values }, begin, end) => {
    let count = 0;
    for (let index = begin + 1; index < end; index++) {
      if (values[index] !== values[index - 1]) count++;
    }
    return count;
  },
  distinct: (points, begin, end) => {
    const sorted = copied(points, begin, end).sort();
    let count = 1;
    for (let index = 1; index < sorted.length; index++) {
      if (sorted[index] !== sorted[index - 1]) count++;
    }
    return count;
  },
};

/** The part of the points, 0 to 1, that `test` holds for; without a test, that are not zero. */
export function shareOf(test: PointTest | null): Over {
  const { operator, limit } = test ?? { operator: '!=', limit: 0 };
  return ({ values }, begin, end) => {
    let count = 0;
    for (let index = begin; index < end; index++) {
      if (ordered(operator, values[index] ?? 0, limit)) count++;
    }
    return count / (end - begin);
  };
}

function total({ values }: SeriesPoints, begin: number, end: number): number {
  let sum = 0;
  for (let index = begin; index < end; index++) sum += values[index] ?? 0;
  return sum;
}

function seconds({ at }: SeriesPoints, begin: number, end: number): number {
  return ((at[end - 1] ?? 0) - (at[begin] ?? 0)) / SECOND;
}

/** By how much a counter grew; where it fell it began anew at 0. */
function increase({ values }: SeriesPoints, begin: number, end: number): number {
  let grown = 0;
  let before = values[begin] ?? 0;
  for (let index = begin + 1; index < end; index++) {
    const now = values[index] ?? 0;
    grown += now < before ? now : now - before;
    before = now;
  }
  return grown;
}

/** Of the whole population, by Welford's method. */
function deviation({ values }: SeriesPoints, begin: number, end: number): number {
  let [mean, squares] = [0, 0];
  for (let index = begin; index < end; index++) {
    const value = values[index] ?? 0;
    const off = value - mean;
    mean += off / (index - begin + 1);
    squares += off * (value - mean);
  }
  return Math.sqrt(squares / (end - begin));
}

/** Per second, by least squares; counted from the first point, which keeps the sums small and exact. */
function slope({ at, values }: SeriesPoints, begin: number, end: number): number {
  const [start, base] = [at[begin] ?? 0, values[begin] ?? 0];
  let [times, sums, squares, products] = [0, 0, 0, 0];
  for (let index = begin; index < end; index++) {
    const time = ((at[index] ?? 0) - start) / SECOND;
    const value = (values[index] ?? 0) - base;
    times += time;
    sums += value;
    squares += time * time;
    products += time * value;
  }
  const count = end - begin;
  return (count * products - times * sums) / (count * squares - times * times);
}

/** Linear between the two nearest ranks, as most spreadsheets do. */
function percentile(part: number): Over {
  return (points, begin, end) => {
    const copy = copied(points, begin, end);
    const rank = part * (copy.length - 1);
    const below = Math.floor(rank);
    const low = select(copy, below);
    let high = below + 1 < copy.length ? Number.POSITIVE_INFINITY : low;
    for (let index = below + 1; index < copy.length; index++) {
      high = Math.min(high, copy[index] ?? high);
    }
    return low + (high - low) * (rank - below);
  };
}

/** Room for a window's values that every call uses again; it grows to the longest window there was. */
let room = new Float64Array(256);

function copied({ values }: SeriesPoints, begin: number, end: number): Float64Array {
  const count = end - begin;
  if (room.length < count) room = new Float64Array(2 * count);
  for (let index = 0; index < count; index++) room[index] = values[begin + index] ?? 0;
  return room.subarray(0, count);
}
