import type { Instant } from '../../model/time.ts';
import type { Run } from './run.ts';

/** What a span of one series comes to. `count` 0: nothing was measured, and nothing else here counts. */
export interface Summary {
  count: number;
  sum: number;
  min: number;
  max: number;
  first: number;
  last: number;
  firstAt: Instant;
  lastAt: Instant;
  /** By how much a counter grew; where it fell it began anew at 0. */
  increase: number;
}

export function emptySummary(): Summary {
  return {
    count: 0,
    sum: 0,
    min: Number.POSITIVE_INFINITY,
    max: Number.NEGATIVE_INFINITY,
    first: 0,
    last: 0,
    firstAt: 0,
    lastAt: 0,
    increase: 0,
  };
}

/** By how much a counter grew from one point to the next. */
function grown(before: number, now: number): number {
  return now < before ? now : now - before;
}

/** Adds the points `begin` to before `end`, which come after everything that `total` holds. */
export function addPoints(total: Summary, { at, values }: Run, begin: number, end: number): void {
  if (begin >= end) return;
  if (total.count === 0) {
    total.first = values[begin] ?? 0;
    total.last = total.first;
    total.firstAt = at[begin] ?? 0;
  }
  let { sum, min, max, increase, last } = total;
  for (let index = begin; index < end; index++) {
    const value = values[index] ?? 0;
    sum += value;
    if (value < min) min = value;
    if (value > max) max = value;
    increase += grown(last, value);
    last = value;
  }
  Object.assign(total, { sum, min, max, increase, last });
  total.count += end - begin;
  total.lastAt = at[end - 1] ?? 0;
}

/** Adds a span that comes after everything that `total` holds. */
export function addSummary(total: Summary, next: Readonly<Summary>): void {
  if (next.count === 0) return;
  if (total.count === 0) {
    total.first = next.first;
    total.firstAt = next.firstAt;
    total.increase = next.increase;
  } else {
    total.increase += grown(total.last, next.first) + next.increase;
  }
  total.count += next.count;
  total.sum += next.sum;
  if (next.min < total.min) total.min = next.min;
  if (next.max > total.max) total.max = next.max;
  total.last = next.last;
  total.lastAt = next.lastAt;
}
