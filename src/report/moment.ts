import type { Instant } from '../model/time.ts';
import { DAY } from '../model/time.ts';
import { nextClock, readSpan } from './clock.ts';

/** A word that can be read as a moment to come. */
export const MOMENT = /^(?:now|\d{4}-\d\d-\d\d(?:T\d\d:\d\d)?|\d{1,2}:\d\d)$/i;

/** Reads `now`, `08:00` (the next), `2026-01-05` and `2026-01-05T08:00` on clocks of a zone; null for anything else. */
export function readMoment(text: string, zone: string, now: Instant): Instant | null {
  if (text.toLowerCase() === 'now') return now;
  const [, date, hour = '0', minute = '0'] =
    /^(?:(\d{4}-\d\d-\d\d)T?)?(?:(\d{1,2}):(\d\d))?$/i.exec(text) ?? [];
  const clock = { hour: Number(hour), minute: Number(minute) };
  if (clock.hour > 23 || clock.minute > 59 || text === '') return null;
  if (date === undefined) return MOMENT.test(text) ? nextClock(zone, clock, now) : null;
  const day = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(day) || !new Date(day).toISOString().startsWith(date)) return null;
  // Zones lie up to 14 hours beside UTC: a day before, it is the day before anywhere, or one earlier.
  let at = nextClock(zone, clock, day - DAY);
  while (dateOf(zone, at) < date) at = nextClock(zone, clock, at);
  return at;
}

/** The end of something that begins at `from`: how long (`2d`, `8h`), or a moment after it; null for anything else. */
export function readEnd(text: string, zone: string, from: Instant): Instant | null {
  const span = readSpan(text);
  const at = span === null ? readMoment(text, zone, from) : from + span;
  return at === null || at <= from ? null : at;
}

function dateOf(zone: string, at: Instant): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(at);
}
