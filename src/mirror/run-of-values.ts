import type { Instant } from '../model/time.ts';
import { HOUR } from '../model/time.ts';

/** A change below this part of the value is none. */
const STEADY = 0.02;
/** Fewer values tell no trend. */
const FEWEST = 3;

export interface Run {
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly average: number;
  readonly first: number;
  readonly last: number;
  /** By how much the straight line through all values rises from the first moment to the last; null for fewer than 3. */
  readonly change: number | null;
}

/** Sums up values as they come, in constant room. */
export function runOfValues() {
  let origin: Instant | null = null;
  let [count, min, max, sum] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  let [first, last, lastAt] = [0, 0, 0];
  // Sums of the least squares, in hours since the first value.
  let [times, squares, products] = [0, 0, 0];
  return {
    add(at: Instant, value: number): void {
      if (origin === null) [origin, first] = [at, value];
      const hours = (at - origin) / HOUR;
      count += 1;
      min = Math.min(min, value);
      max = Math.max(max, value);
      sum += value;
      times += hours;
      squares += hours * hours;
      products += hours * (value - first);
      [last, lastAt] = [value, Math.max(lastAt, hours)];
    },
    /** Null before the first value. */
    result(): Run | null {
      if (count === 0) return null;
      const spread = count * squares - times * times;
      const isLine = count >= FEWEST && spread > 0;
      const slope = (count * products - times * (sum - count * first)) / spread;
      const change = isLine ? rounded(slope * lastAt) : null;
      return { count, min, max, average: rounded(sum / count), first, last, change };
    },
  };
}

/** Words of a change: `up`, `down`, `steady`, or null where there is none to speak of yet. */
export function direction(
  { change, first, last }: Run,
  least = 0,
): 'up' | 'down' | 'steady' | null {
  if (change === null) return null;
  const scale = Math.max(Math.abs(first), Math.abs(last));
  if (Math.abs(change) < Math.max(least, STEADY * scale) || change === 0) return 'steady';
  return change > 0 ? 'up' : 'down';
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
