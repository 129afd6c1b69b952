import type { Instant } from '../model/time.ts';
import { DAY, MINUTE } from '../model/time.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

/** What clocks in a zone show at a moment, as if it were UTC; to the minute. */
export function wallTime(zone: string, at: Instant): Instant {
  const style = { dateStyle: 'short', timeStyle: 'short' } as const;
  const format =
    formats.get(zone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone: zone, ...style });
  formats.set(zone, format);
  return Date.parse(`${format.format(at).replace(' ', 'T')}Z`);
}

/** The day that calendars in a zone show at a moment, counted from 1970-01-01. */
export function dayAt(zone: string, at: Instant): number {
  return Math.floor(wallTime(zone, at) / DAY);
}

/** Day of the week of a day counted from 1970-01-01, which was a Thursday; from 0 (Monday). */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

/**
 * The moment at which clocks in a zone show that minute of that day. Of a time that a clock change repeats it is the
 * first; a time that one leaves out is the moment of the change.
 */
export function momentOf(zone: string, day: number, minute: number): Instant {
  const wall = day * DAY + minute * MINUTE;
  // Zones lie up to 14 hours beside UTC, and change by a few hours at most.
  const [before, after] = [wall - DAY, wall + DAY].map((at) => wallTime(zone, at) - at);
  const [early = wall, late = wall] = [before, after]
    .map((offset = 0) => wall - offset)
    .toSorted((a, b) => a - b);
  if (wallTime(zone, early) === wall) return early;
  if (wallTime(zone, late) === wall) return late;
  return changeBetween(zone, early, late);
}

/** The first minute after `from` with another offset than at `from`. */
function changeBetween(zone: string, from: Instant, to: Instant): Instant {
  const offset = wallTime(zone, from) - from;
  let [low, high] = [from, to];
  while (high - low > MINUTE) {
    const middle = low + Math.floor((high - low) / (2 * MINUTE)) * MINUTE;
    if (wallTime(zone, middle) - middle === offset) low = middle;
    else high = middle;
  }
  return high;
}
