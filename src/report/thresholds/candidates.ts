import type { Unit } from '../../model/metric.ts';
import { MINUTE } from '../../model/time.ts';

/** Which side of the limit is bad. */
export type Direction = 'above' | 'below';

/** A limit with the share of all values that it leaves on the good side, and how long it must be broken. */
export interface Candidate {
  readonly limit: number;
  /** 0..1. */
  readonly share: number;
  readonly for: number;
}

/** Shares of values on the good side that are tried, and durations with each; strict ones first. */
const SHARES = [0.99, 0.999] as const;
const FOR = [5 * MINUTE, 15 * MINUTE] as const;
/** Digits that a limit has. */
const DIGITS = 2;

/**
 * Limits from the values of several series, each ascending: of each series the value that 99 % and 99.9 % of
 * its values are on the good side of (nearest rank), of those the furthest out, rounded outwards to two digits. So a
 * series that is usually high does not alert because others are low.
 */
export function candidates(
  series: readonly ArrayLike<number>[],
  direction: Direction,
  unit: Unit,
): readonly Candidate[] {
  const found: Candidate[] = [];
  for (const share of SHARES) {
    const limits = series.flatMap((values) => shareOf(values, share, direction) ?? []);
    if (limits.length === 0) continue;
    const furthest = limits.reduce((a, b) =>
      direction === 'above' ? Math.max(a, b) : Math.min(a, b),
    );
    const limit = outwards(furthest, direction, unit);
    if (found.some((one) => one.limit === limit)) continue;
    const good = goodShare(series, limit, direction);
    found.push(...FOR.map((span) => ({ limit, share: good, for: span })));
  }
  return found;
}

/** The value at its nearest rank: the smallest that `share` of the values do not exceed; from the other end for `below`. */
function shareOf(sorted: ArrayLike<number>, share: number, direction: Direction): number | null {
  const rank = Math.max(0, Math.ceil(share * sorted.length) - 1);
  return sorted[direction === 'above' ? rank : sorted.length - 1 - rank] ?? null;
}

/** What the limit as it is written leaves on the good side. */
function goodShare(
  series: readonly ArrayLike<number>[],
  limit: number,
  direction: Direction,
): number {
  let [good, all] = [0, 0];
  for (const values of series) {
    all += values.length;
    for (let index = 0; index < values.length; index++) {
      const value = values[index] ?? 0;
      if (direction === 'above' ? value <= limit : value >= limit) good++;
    }
  }
  return good / all;
}

function outwards(value: number, direction: Direction, unit: Unit): number {
  const round = direction === 'above' ? Math.ceil : Math.floor;
  const step = value === 0 ? 1 : 10 ** (Math.floor(Math.log10(Math.abs(value))) - DIGITS + 1);
  const least = unit === 'count' ? Math.max(1, step) : step;
  // Divided where the step is a part of one, so that 0.23 stays 0.23.
  const rounded =
    least < 1 ? round(value * (1 / least)) / (1 / least) : round(value / least) * least;
  const clean = Number(rounded.toPrecision(12));
  // Nothing is above 100 %, nor below 0 %.
  return unit === 'percent' ? Math.min(99, Math.max(1, clean)) : clean;
}
