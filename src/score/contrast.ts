import { median } from 'simple-statistics';

/** Values that each side must have. */
const NEEDED = 12;
/** Makes the median absolute deviation of normal values their standard deviation. */
const AS_DEVIATION = 1.4826;

export type Contrast =
  | {
      readonly kind: 'contrast';
      /** Median of the second side less that of the first. */
      readonly difference: number;
      /** How far values are usually from the median of their own side: 1.4826 times the median absolute deviation. */
      readonly spread: number;
      /** The difference is larger than the spread. */
      readonly isUnusual: boolean;
    }
  | { readonly kind: 'not enough'; readonly have: number; readonly need: number };

/** Whether two sides differ by more than values of either usually do; no single value moves it. */
export function contrastOf(first: readonly number[], second: readonly number[]): Contrast {
  const have = Math.min(first.length, second.length);
  if (have < NEEDED) return { kind: 'not enough', have, need: NEEDED };
  const [a, b] = [median([...first]), median([...second])];
  // Of both together, each side about its own median, so that the difference is no part of it.
  const apart = [...first.map((one) => one - a), ...second.map((one) => one - b)];
  const spread = AS_DEVIATION * median(apart.map(Math.abs));
  const difference = b - a;
  return { kind: 'contrast', difference, spread, isUnusual: Math.abs(difference) > spread };
}
