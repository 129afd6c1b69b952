import type { Point } from '../model/sample.ts';
import type { Instant } from '../model/time.ts';
import { HOUR } from '../model/time.ts';
import type { NotEnough } from './enough.ts';
import { notEnough } from './enough.ts';
import { medianOf, spreadOf } from './figures.ts';
import { hourOfWeek, wallClock } from './wall-clock.ts';

/** What is usual in an hour, in the unit of the values. */
export interface Usual {
  readonly median: number;
  /** Ends of the usual range: 3 robust deviations to either side. */
  readonly low: number;
  readonly high: number;
  /** Which hours it is from: the same of other weeks, or where there are too few, the same of other days. */
  readonly by: 'hour of week' | 'hour of day';
  /** How many such hours it is from. */
  readonly hours: number;
  /** Weeks with this hour. */
  readonly weeks: number;
}

export interface Baseline {
  /** What is usual in the hour of `at`, by the clocks of the zone. */
  usual(at: Instant): Usual | NotEnough;
}

const LEAST_WEEKS = 3;
const LEAST_DAYS = 5;
const DEVIATIONS = 3;

/**
 * What is usual in each hour of the week, from points that were measured before. Points are first averaged over each hour of
 * the clocks in `zone`, so that an hour that comes twice when clocks go back counts once and one that is skipped is absent. The
 * range is the median and 3 times 1.4826 times the median absolute deviation of those hours, or of all hours from
 * their own medians where that is more: three weeks alone say little of how values spread. Never below 0 where nothing was.
 */
export function baselineOf(points: readonly Point[], zone: string): Baseline {
  const clock = wallClock(zone);
  const hours = hourly(points, clock.shows);
  const byWeek = grouped(hours, hourOfWeek);
  const byDay = grouped(hours, (hour) => hour % 24);
  const common = commonSpread(byWeek, byDay);
  const floor = points.every(({ value }) => value >= 0) ? 0 : Number.NEGATIVE_INFINITY;

  return {
    usual(at) {
      const hour = Math.floor(clock.shows(at) / HOUR);
      const week = byWeek.get(hourOfWeek(hour)) ?? [];
      const isWeekly = week.length >= LEAST_WEEKS;
      const values = isWeekly ? week : (byDay.get(hour % 24) ?? []);
      if (values.length < LEAST_DAYS && !isWeekly) {
        return notEnough(values.length, LEAST_DAYS, 'days');
      }
      const median = medianOf(values);
      const wide = DEVIATIONS * Math.max(spreadOf(values, median), common);
      return {
        ...{ median, low: Math.max(floor, median - wide), high: median + wide },
        ...{ by: isWeekly ? 'hour of week' : 'hour of day', hours: values.length },
        weeks: week.length,
      };
    },
  };
}

/** What is usual in the hour that ends at `now`: both hours of the clock that it touches, the lower low to the higher high. */
export function usualLately({ usual }: Baseline, now: Instant): Usual | NotEnough {
  const [before, last] = [usual(now - HOUR), usual(now - 1)];
  if (!('median' in before) || !('median' in last)) return last;
  const [low, high] = [Math.min(before.low, last.low), Math.max(before.high, last.high)];
  return { ...last, low, high };
}

/** A value that is outside of what is usual then. */
export function isUnusual(value: number, { low, high }: Pick<Usual, 'low' | 'high'>): boolean {
  return value < low || value > high;
}

export interface Changes {
  /** Mean of the last hour; null: not measured. */
  readonly now: number | null;
  /** The same less the mean of the hour that ended a day before by the clocks of the zone; null: one of them is missing. */
  readonly yesterday: number | null;
  /** The same against a week before. */
  readonly lastWeek: number | null;
}

/** The last hour against the same one of yesterday, and of a week ago, also where the clocks changed between. */
export function changesOf(points: readonly Point[], zone: string, now: Instant): Changes {
  const clock = wallClock(zone);
  const mean = (to: Instant) => {
    const inside = points.filter(({ at }) => at > to - HOUR && at <= to);
    return inside.length === 0
      ? null
      : inside.reduce((sum, one) => sum + one.value, 0) / inside.length;
  };
  const last = mean(now);
  const against = (days: number) => {
    const then = mean(clock.earlier(now, days));
    return last === null || then === null ? null : last - then;
  };
  return { now: last, yesterday: against(1), lastWeek: against(7) };
}

/** Means of each hour that the clocks showed, by its number since the epoch. */
function hourly(points: readonly Point[], shows: (at: Instant) => number): Map<number, number> {
  const sums = new Map<number, { sum: number; count: number }>();
  for (const { at, value } of points) {
    if (!Number.isFinite(value)) continue;
    const hour = Math.floor(shows(at) / HOUR);
    const known = sums.get(hour);
    if (known === undefined) sums.set(hour, { sum: value, count: 1 });
    else {
      known.sum += value;
      known.count += 1;
    }
  }
  return new Map([...sums].map(([hour, { sum, count }]) => [hour, sum / count]));
}

type Groups = Map<number, number[]>;

function grouped(hours: ReadonlyMap<number, number>, groupOf: (hour: number) => number): Groups {
  const groups: Groups = new Map();
  for (const [hour, value] of hours) {
    const group = groupOf(hour);
    const known = groups.get(group);
    if (known === undefined) groups.set(group, [value]);
    else known.push(value);
  }
  return groups;
}

/** How far hours usually lie from the median of their group; 0 where no group has enough. */
function commonSpread(byWeek: Groups, byDay: Groups): number {
  const weekly = [...byWeek.values()].filter(({ length }) => length >= LEAST_WEEKS);
  const groups =
    weekly.length > 0 ? weekly : [...byDay.values()].filter((one) => one.length >= LEAST_DAYS);
  const beside = groups.flatMap((values) => {
    const median = medianOf(values);
    return values.map((value) => value - median);
  });
  return beside.length === 0 ? 0 : spreadOf(beside, 0);
}
