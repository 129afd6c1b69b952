import type { Instant } from '../model/time.ts';
import { DAY, HOUR, MINUTE } from '../model/time.ts';

/** The days of the history. */
export interface Calendar {
  readonly from: Instant;
  readonly to: Instant;
  /** First moments of the days in their zone: that of the day of `to`, the one before, and so on back to `from`. */
  readonly days: readonly Instant[];
}

/** A time of day so many days ago, such as 2 days ago at 14:20. */
export function daysAgo({ days }: Calendar, ago: number, hour: number, minute = 0): Instant {
  return (days[ago] ?? 0) + hour * HOUR + minute * MINUTE;
}

/** Hours since midnight, 0 to 24. */
export function hourOf({ days }: Calendar, at: Instant): number {
  const midnight = days.find((day) => day <= at) ?? at - (at % DAY);
  return (at - midnight) / HOUR;
}

/** How much people have to do, 0 to 1: most after noon, little at night and less at weekends. */
export function activity(calendar: Calendar, at: Instant): number {
  const hour = hourOf(calendar, at);
  const noon = Math.exp(-(((hour - 14) / 4.5) ** 2));
  // 1970 began with a Thursday: of every noon the number of the day tells the weekday.
  const weekday = Math.floor((at - hour * HOUR + DAY / 2) / DAY + 4) % 7;
  const isWeekend = weekday === 0 || weekday === 6;
  return (0.08 + 0.92 * noon) * (isWeekend ? 0.45 : 1);
}

/** How far `at` is from `from` to `to`, 0 to 1. */
export function partOf(at: Instant, from: Instant, to: Instant): number {
  return Math.min(1, Math.max(0, (at - from) / (to - from)));
}
