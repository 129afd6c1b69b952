import { sampleCorrelation, sampleRankCorrelation } from 'simple-statistics';

/** One value for each step; null where nothing was measured. */
export type Steps = readonly (number | null)[];

/** How two series went together. */
export interface Correlation {
  readonly kind: 'correlation';
  /** -1 to 1, of the values. */
  readonly pearson: number;
  /** -1 to 1, of the ranks of the values; equal ones share the mean of their ranks. */
  readonly spearman: number;
  /** Pearson of the differences from step to step, which a trend that both share leaves alone; null: they do not vary. */
  readonly changes: number | null;
  /** Steps by which the second follows the first; negative: it goes ahead. */
  readonly lag: number;
  /** Steps in which both have a value. */
  readonly count: number;
}

export type Correlated =
  | Correlation
  | { readonly kind: 'not enough'; readonly have: number; readonly need: number }
  | { readonly kind: 'steady'; readonly which: 'first' | 'second' };

/** Steps that both must have: with fewer, half of all pairs of series seem to go together at some lag. */
const NEEDED = 20;
/** A lag must be better by so much than none: among many some are better by chance. */
const BETTER = 0.05;

/**
 * Correlation of two series of equal steps at the lag, of at most `lags` steps either way, at which Pearson is furthest
 * from 0; at none where no lag is better by 0.05. A lag counts only where it leaves 20 steps.
 */
export function correlate(first: Steps, second: Steps, lags: number): Correlated {
  const [a, b] = paired(first, second, 0);
  if (a.length < NEEDED) return { kind: 'not enough', have: a.length, need: NEEDED };
  if (isSteady(a)) return { kind: 'steady', which: 'first' };
  if (isSteady(b)) return { kind: 'steady', which: 'second' };
  const lag = bestLag(first, second, lags);
  const [x, y] = paired(first, second, lag);
  const [dx, dy] = paired(differences(first), differences(second), lag);
  return {
    kind: 'correlation',
    pearson: pearsonOf(x, y) ?? 0,
    spearman: sampleRankCorrelation(x, y),
    changes: pearsonOf(dx, dy),
    lag,
    count: x.length,
  };
}

/** Up to this far from 0 a correlation of `count` steps comes about by chance in 19 of 20 cases, if steps are independent. */
export function chanceOf(count: number): number {
  return Math.min(1, 1.96 / Math.sqrt(count));
}

/** Whether the series only drift the same way: the values go together, and their differences do not. */
export function isSharedTrend({ pearson, changes, count }: Correlation): boolean {
  return Math.abs(pearson) > chanceOf(count) && Math.abs(changes ?? 0) <= chanceOf(count - 1);
}

function bestLag(first: Steps, second: Steps, lags: number): number {
  const none = Math.abs(pearsonOf(...paired(first, second, 0)) ?? 0);
  let best = { lag: 0, strength: none + BETTER };
  for (let far = 1; far <= lags; far++) {
    for (const lag of [far, -far]) {
      const strength = Math.abs(pearsonOf(...paired(first, second, lag)) ?? 0);
      if (strength > best.strength) best = { lag, strength };
    }
  }
  return best.lag;
}

function paired(first: Steps, second: Steps, lag: number): [number[], number[]] {
  const [a, b]: [number[], number[]] = [[], []];
  for (const [index, one] of first.entries()) {
    const other = second[index + lag] ?? null;
    if (one === null || other === null) continue;
    a.push(one);
    b.push(other);
  }
  return [a, b];
}

/** null where there are too few, or one of them does not vary. */
function pearsonOf(a: number[], b: number[]): number | null {
  if (a.length < NEEDED - 1 || isSteady(a) || isSteady(b)) return null;
  return sampleCorrelation(a, b);
}

function isSteady(values: readonly number[]): boolean {
  return values.every((one) => one === values[0]);
}

function differences(steps: Steps): Steps {
  return steps.map((one, index) => {
    const before = index === 0 ? null : (steps[index - 1] ?? null);
    return one === null || before === null ? null : one - before;
  });
}
