import type { Instant } from '../model/time.ts';
import { DAY, HOUR } from '../model/time.ts';

/** Clocks on the wall of a zone. */
export interface WallClock {
  /** What they show, as epoch milliseconds of a UTC clock that shows the same. */
  shows(at: Instant): number;
  /** The moment `days` earlier when they show the same; where they skip it, an hour beside. */
  earlier(at: Instant, days: number): Instant;
}

/** Hours of a week: 0 is Monday 00:00. The epoch was a Thursday. */
export function hourOfWeek(wallHour: number): number {
  return (((wallHour + 72) % 168) + 168) % 168;
}

/** @throws RangeError for a zone that there is none of. */
export function wallClock(zone: string): WallClock {
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone: zone, hourCycle: 'h23', era: 'short' },
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' },
  } as Intl.DateTimeFormatOptions);
  const days = new Map<number, number | null>();

  function exactly(at: Instant): number {
    const parts = format.formatToParts(at);
    const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
    const minute = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'));
    return minute - Math.floor(at / 60_000) * 60_000;
  }

  /** What they are ahead of UTC; looked up once for a day on which that stays. */
  function ahead(at: Instant): number {
    const day = Math.floor(at / DAY);
    let known = days.get(day);
    if (known === undefined) {
      const start = exactly(day * DAY);
      known = start === exactly((day + 1) * DAY - HOUR / 60) ? start : null;
      if (days.size > 1_000) days.clear();
      days.set(day, known);
    }
    return known ?? exactly(at);
  }

  const shows = (at: Instant) => at + ahead(at);
  return {
    shows,
    earlier(at, many) {
      const then = at - many * DAY;
      return then + ahead(at) - ahead(then);
    },
  };
}
