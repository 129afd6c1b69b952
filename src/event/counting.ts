import type { Point } from '../model/sample.ts';
import type { Instant } from '../model/time.ts';
import { SECOND } from '../model/time.ts';

/** How far a counter has come. */
export interface Count {
  readonly value: number;
  /** When its newest point was, or null before the first. */
  readonly at: Instant | null;
}

/** By how much it grew, and when. */
export interface Growth {
  readonly at: Instant;
  readonly value: number;
}

/**
 * Points of a counter that grew, oldest first, one a second at most: never before its newest point, since a counter that
 * falls has begun anew. Where that was more than a second before, what it was comes just before what it is, so that a
 * window over the growth sees all of it.
 */
export function counted(
  { value, at }: Count,
  growths: readonly Growth[],
): { readonly points: readonly Point[]; readonly count: Count } {
  const points: Point[] = [];
  let total = value;
  let last = at;
  for (const { at: wanted, value: grown } of growths.toSorted((a, b) => a.at - b.at)) {
    const time = Math.max(wanted, last === null ? wanted : last + 1);
    const open = points.at(-1);
    if (open && secondOf(time) === secondOf(open.at)) points.pop();
    else if (last === null || time - last > SECOND) points.push({ at: time - 1, value: total });
    total += grown;
    points.push({ at: time, value: total });
    last = time;
  }
  return { points, count: { value: total, at: last } };
}

function secondOf(at: Instant): number {
  return Math.floor(at / SECOND);
}
