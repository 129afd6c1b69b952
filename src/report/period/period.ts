import type { Instant } from '../../model/time.ts';
import { DAY, HOUR, MINUTE } from '../../model/time.ts';
import { clockIn, nextClock } from '../clock.ts';
import { dateIn, dayRange, startOfDay } from '../day.ts';
import type { Range } from '../series.ts';

export const PERIODS = ['day', 'overnight', 'week', 'month'] as const;

export type PeriodKind = (typeof PERIODS)[number];

/** How many whole days each has here, the last of them the one that was named; what it is compared with was so many days earlier. */
const DAYS = { day: 1, overnight: 1, week: 7, month: 30 } as const;
/** On clocks of the zone: when an evening ends, and when a morning begins. */
const EVENING = { hour: 18, minute: 0 };
const MORNING = { hour: 8, minute: 0 };

/** A span of days that is reported, in its zone. */
export interface Period {
  readonly kind: PeriodKind;
  /** Such as `2026-03-04 to 2026-03-10`. */
  readonly title: string;
  /** Up to now where it is not over. */
  readonly range: Range;
  readonly isOver: boolean;
  /** The same times of the clock so many days earlier: a day of a day and a night, 7 of a week, 30 of a month. */
  readonly before: Range;
  /** Its days, oldest first; of a night, none. */
  readonly days: readonly { readonly date: string; readonly range: Range }[];
  /** The day that it ends with. */
  readonly date: string;
}

/** The period of a kind that ends with `date`, a day of the zone. */
export function periodOf(
  kind: PeriodKind,
  { date, zone, now }: { readonly date: string; readonly zone: string; readonly now: Instant },
): Period {
  if (kind === 'overnight') return night(date, zone, now);
  const days = daysUntil(date, zone, DAYS[kind]);
  const first = days[0] ?? { date, range: dayRange(zone, date) };
  const whole = { from: first.range.from, to: dayRange(zone, date).to };
  const title = kind === 'day' ? date : `${first.date} to ${date}`;
  const span = spanOf(whole, { zone, now, days: DAYS[kind] });
  return { ...span, kind, title, days, date };
}

/** From 18:00 of the day before to 08:00, or to now. */
function night(date: string, zone: string, now: Instant): Period {
  const start = startOfDay(zone, date);
  const evening = nextClock(zone, EVENING, startOfDay(zone, dateIn(zone, start - HOUR)));
  const whole = { from: evening, to: nextClock(zone, MORNING, start) };
  const title = `night to ${date}`;
  const span = spanOf(whole, { zone, now, days: DAYS.overnight });
  return { ...span, kind: 'overnight', title, days: [], date };
}

function spanOf(
  whole: Range,
  { zone, now, days }: { readonly zone: string; readonly now: Instant; readonly days: number },
) {
  const range = { from: whole.from, to: Math.max(whole.from + 1, Math.min(whole.to, now + 1)) };
  return { range, before: earlier(range, zone, days), isOver: now >= whole.to };
}

/**
 * The same times of the clock `days` earlier. Of a long time that is not over it ends with a full hour: of so long ago
 * perhaps only hours are kept.
 */
function earlier({ from, to }: Range, zone: string, days: number): Range {
  const start = sameClock(zone, from, days);
  const end = sameClock(zone, to, days);
  const full = days === 1 ? end : end - (end % HOUR);
  return { from: start, to: Math.max(start + 1, full) };
}

/** When clocks in the zone showed, `days` earlier, what they show at `at`. */
function sameClock(zone: string, at: Instant, days: number): Instant {
  const about = at - days * DAY;
  // A day may begin at 01:00 when the clocks change: then the earlier one began at its own first moment.
  if (at === startOfDay(zone, dateIn(zone, at))) {
    return startOfDay(zone, dateIn(zone, about + DAY / 2));
  }
  const [hour = 0, minute = 0] = clockIn(zone, at).split(':').map(Number);
  // Clocks change by hours at most.
  return nextClock(zone, { hour, minute }, about - 3 * HOUR) + (at % MINUTE);
}

function daysUntil(date: string, zone: string, count: number): Period['days'] {
  const days = [{ date, range: dayRange(zone, date) }];
  while (days.length < count) {
    const before = dateIn(zone, (days[0]?.range.from ?? 0) - HOUR);
    days.unshift({ date: before, range: dayRange(zone, before) });
  }
  return days;
}
