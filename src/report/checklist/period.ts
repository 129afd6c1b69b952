import type { Instant } from '../../model/time.ts';
import { DAY } from '../../model/time.ts';
import { dateIn, startOfDay } from '../day.ts';

/** How long a tick holds: until the next of these begins; of a release for a week. */
export type Period = 'release' | 'day' | 'week' | 'month' | 'quarter';

/** A release is out, or given up, after so long. */
const RELEASE = 7 * DAY;

/** When a tick of `at` holds no more, by the calendar of the zone. Weeks begin on Mondays. */
export function holdsUntil(period: Period, zone: string, at: Instant): Instant {
  if (period === 'release') return at + RELEASE;
  const [year = 0, month = 1, day = 1] = dateIn(zone, at).split('-').map(Number);
  return startOfDay(zone, nextDate(period, { year, month: month - 1, day }));
}

/** The first date of the next period. */
function nextDate(
  period: Exclude<Period, 'release'>,
  { year, month, day }: { year: number; month: number; day: number },
): string {
  const on = (...date: [number, number, number]) =>
    new Date(Date.UTC(...date)).toISOString().slice(0, 10);
  switch (period) {
    case 'day':
      return on(year, month, day + 1);
    case 'week': {
      const weekday = (new Date(Date.UTC(year, month, day)).getUTCDay() + 6) % 7;
      return on(year, month, day + 7 - weekday);
    }
    case 'month':
      return on(year, month + 1, 1);
    case 'quarter':
      return on(year, month - (month % 3) + 3, 1);
    default:
      return period satisfies never;
  }
}
