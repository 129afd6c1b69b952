import type { NotEnough } from './enough.ts';
import { notEnough } from './enough.ts';

/** What a month comes to, in the unit of what is counted; the range holds nine of ten. */
export interface MonthProjection {
  readonly kind: 'projection';
  readonly expected: number;
  readonly low: number;
  readonly high: number;
}

const LEAST_DAYS = 5;
/** Standard deviations on either side that hold nine of ten. */
const DEVIATIONS = 1.6449;

/**
 * What a month comes to when each day that is left adds as much as the whole days before did in the mean: `soFar` of this
 * month, `left` days (with their fraction), `days` what whole days of late added. The range is a prediction interval, sd *
 * sqrt(left + left² / n), and never less than there is already.
 */
export function projectMonth(
  soFar: number,
  { days, left }: { readonly days: readonly number[]; readonly left: number },
): MonthProjection | NotEnough {
  const many = days.length;
  if (many < LEAST_DAYS) return notEnough(many, LEAST_DAYS, 'days');
  const mean = days.reduce((sum, one) => sum + one, 0) / many;
  const variance = days.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (many - 1);
  const expected = soFar + mean * left;
  const wide = DEVIATIONS * Math.sqrt(variance * (left + left ** 2 / many));
  return {
    kind: 'projection',
    expected,
    low: Math.max(soFar, expected - wide),
    high: expected + wide,
  };
}
