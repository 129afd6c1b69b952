import type { Instant } from '../../model/time.ts';
import { HOUR } from '../../model/time.ts';
import { nextClock } from '../clock.ts';
import { dateIn, dayRange, startOfDay } from '../day.ts';
import type { Range } from '../series.ts';

export const PERIODS = ['day', 'overnight', 'week', 'month'] as const;

export type PeriodKind = (typeof PERIODS)[number];

/** How many days a week and a month have here: so many whole days, the last of them the one that was named. */
const DAYS = { week: 7, month: 30 } as const;
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
  /** The span of the same length before it. */
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
  const days = daysUntil(date, zone, kind === 'day' ? 1 : DAYS[kind]);
  const first = days[0] ?? { date, range: dayRange(zone, date) };
  const whole = { from: first.range.from, to: dayRange(zone, date).to };
  const title = kind === 'day' ? date : `${first.date} to ${date}`;
  return { ...spanOf(whole, now), kind, title, days, date };
}

/** From 18:00 of the day before to 08:00, or to now. */
function night(date: string, zone: string, now: Instant): Period {
  const start = startOfDay(zone, date);
  const evening = nextClock(zone, EVENING, startOfDay(zone, dateIn(zone, start - HOUR)));
  const whole = { from: evening, to: nextClock(zone, MORNING, start) };
  const title = `night to ${date}`;
  return { ...spanOf(whole, now), kind: 'overnight', title, days: [], date };
}

function spanOf(whole: Range, now: Instant) {
  const range = { from: whole.from, to: Math.max(whole.from + 1, Math.min(whole.to, now + 1)) };
  const before = { from: range.from - (range.to - range.from), to: range.from };
  return { range, before, isOver: now >= whole.to };
}

function daysUntil(date: string, zone: string, count: number): Period['days'] {
  const days = [{ date, range: dayRange(zone, date) }];
  while (days.length < count) {
    const before = dateIn(zone, (days[0]?.range.from ?? 0) - HOUR);
    days.unshift({ date: before, range: dayRange(zone, before) });
  }
  return days;
}
