import { DAY, type Instant } from '../../model/time.ts';

/**
 * Days are UTC and, as windows are, open at their start: a point at midnight belongs to the day that ends then. So
 * hours and days fit windows of (from, to] without a point left over.
 */
export function dayOf(at: Instant): number {
  return Math.ceil(at / DAY) - 1;
}

export function startOf(day: number): Instant {
  return day * DAY;
}

/** Rows of one day stand together, in order of their series. */
const SERIES = 2 ** 32;

export function rowOf(day: number, series: number): number {
  return day * SERIES + series;
}

export function dayOfRow(row: number): number {
  return Math.floor(row / SERIES);
}

export function seriesOfRow(row: number): number {
  return row - SERIES * Math.floor(row / SERIES);
}
