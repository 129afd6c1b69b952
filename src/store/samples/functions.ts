import { SECOND } from '../../model/time.ts';
import type { Column } from './hours.ts';
import type { PointTest, SampleFunction } from './port.ts';
import type { Run } from './run.ts';
import type { Summary } from './summary.ts';

/** Functions that hours answer as exactly as points do, and the columns that they need. */
export const SUMMARY_COLUMNS = {
  avg: ['count', 'sum'],
  sum: ['count', 'sum'],
  min: ['count', 'min'],
  max: ['count', 'max'],
  last: ['count', 'last'],
  count: ['count'],
  increase: ['count', 'first', 'last', 'increase'],
  rate: ['count', 'first', 'last', 'increase', 'firstAt', 'lastAt'],
  delta: ['count', 'first', 'last'],
  age: ['count', 'lastAt'],
  absent: ['count'],
} as const satisfies Partial<Record<SampleFunction, readonly Column[]>>;

export type SummaryFunction = keyof typeof SUMMARY_COLUMNS;

/** Percentiles: from points exactly, from hours by their sketches. */
export const PERCENTILES = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 } as const;

export type Percentile = keyof typeof PERCENTILES;

/** Functions that need the points themselves. */
export type PointFunction = Exclude<SampleFunction, SummaryFunction | Percentile>;

export function isSummaryFunction(name: SampleFunction): name is SummaryFunction {
  return Object.hasOwn(SUMMARY_COLUMNS, name);
}

export function isPercentile(name: SampleFunction): name is Percentile {
  return Object.hasOwn(PERCENTILES, name);
}

/** Points without which a function says nothing: one, but for these. */
const LEAST: Partial<Record<SampleFunction, number>> = {
  ...{ count: 0, absent: 0 },
  ...{ increase: 2, rate: 2, delta: 2, stddev: 2, slope: 2, changes: 2 },
};

/** What a window comes to that ends at `end`; null when there are too few points. */
export function ofSummary(name: SummaryFunction, total: Summary, end: number): number | null {
  const { count } = total;
  if (count < (LEAST[name] ?? 1)) return null;
  switch (name) {
    case 'absent':
      return count === 0 ? 1 : 0;
    case 'avg':
      return total.sum / count;
    case 'age':
      return (end - total.lastAt) / SECOND;
    case 'delta':
      return total.last - total.first;
    case 'rate':
      return (total.increase * SECOND) / (total.lastAt - total.firstAt);
    default:
      return total[name];
  }
}

/** What the points of a window come to; null when there are too few. */
export function ofPoints(name: PointFunction, run: Run, test: PointTest | null): number | null {
  if (run.length < (LEAST[name] ?? 1)) return null;
  switch (name) {
    case 'stddev':
      return deviation(run);
    case 'slope':
      return slope(run);
    case 'changes':
      return changes(run);
    case 'distinct':
      return new Set(run.values.subarray(0, run.length)).size;
    case 'share':
      return share(run, test ?? { operator: '!=', limit: 0 });
  }
}

/** Linear between the two nearest ranks. */
export function percentileOf({ values, length }: Run, part: number): number | null {
  if (length === 0) return null;
  const sorted = values.slice(0, length).sort();
  const rank = part * (length - 1);
  const below = Math.floor(rank);
  const low = sorted[below] ?? 0;
  return low + ((sorted[below + 1] ?? low) - low) * (rank - below);
}

/** Of the whole population, by Welford's method. */
function deviation({ values, length }: Run): number {
  let [mean, squares] = [0, 0];
  for (let index = 0; index < length; index++) {
    const value = values[index] ?? 0;
    const off = value - mean;
    mean += off / (index + 1);
    squares += off * (value - mean);
  }
  return Math.sqrt(squares / length);
}

/** Per second, by least squares; counted from the first point, which keeps the sums small and exact. */
function slope({ at, values, length }: Run): number {
  const [start, base] = [at[0] ?? 0, values[0] ?? 0];
  let [times, sums, squares, products] = [0, 0, 0, 0];
  for (let index = 0; index < length; index++) {
    const time = ((at[index] ?? 0) - start) / SECOND;
    const value = (values[index] ?? 0) - base;
    times += time;
    sums += value;
    squares += time * time;
    products += time * value;
  }
  return (length * products - times * sums) / (length * squares - times * times);
}

function changes({ values, length }: Run): number {
  let count = 0;
  for (let index = 1; index < length; index++) if (values[index] !== values[index - 1]) count++;
  return count;
}

/** The part of the points, 0 to 1, that the test holds for. */
function share({ values, length }: Run, { operator, limit }: PointTest): number {
  let count = 0;
  for (let index = 0; index < length; index++) {
    if (holds(operator, values[index] ?? 0, limit)) count++;
  }
  return count / length;
}

function holds(operator: PointTest['operator'], value: number, limit: number): boolean {
  switch (operator) {
    case '==':
      return value === limit;
    case '!=':
      return value !== limit;
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
  }
}
