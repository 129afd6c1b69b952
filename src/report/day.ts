import type { Instant } from '../model/time.ts';
import { DAY, HOUR } from '../model/time.ts';
import type { Range } from './series.ts';

const FORMATS = new Map<string, Intl.DateTimeFormat>();

/** Calendar date of a moment in a zone, `YYYY-MM-DD`. */
export function dateIn(zone: string, at: Instant): string {
  let format = FORMATS.get(zone);
  if (!format) {
    const date = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
    format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, ...date });
    FORMATS.set(zone, format);
  }
  return format.format(at);
}

/**
 * First moment of a calendar date in a zone, also where a clock change makes the day 23 or 25 hours long.
 *
 * @throws RangeError for a date that the zone never had.
 */
export function startOfDay(zone: string, date: string): Instant {
  const start = findStart(zone, date);
  if (start === null) throw new RangeError(`no such day: ${date} in ${zone}`);
  return start;
}

function findStart(zone: string, date: string): Instant | null {
  const noon = Date.parse(`${date}T12:00:00Z`);
  // The offset is at most 14 hours; the first quarter hour that already bears the date is its start.
  for (let at = noon - 27 * HOUR; at <= noon + 15 * HOUR; at += HOUR / 4) {
    if (dateIn(zone, at) === date) return at;
  }
  return null;
}

/** The span of a calendar date in a zone. */
export function dayRange(zone: string, date: string): Range {
  const from = startOfDay(zone, date);
  return { from, to: startOfDay(zone, dateIn(zone, from + DAY + 2 * HOUR)) };
}

export type Day =
  | { readonly kind: 'day'; readonly date: string }
  | { readonly kind: 'refused'; readonly why: string };

/** Reads `today`, `yesterday` or `YYYY-MM-DD`. */
export function readDay(text: string, zone: string, now: Instant): Day {
  const word = text.toLowerCase();
  if (word === 'today') return { kind: 'day', date: dateIn(zone, now) };
  if (word === 'yesterday') {
    const today = startOfDay(zone, dateIn(zone, now));
    return { kind: 'day', date: dateIn(zone, today - HOUR) };
  }
  if (!isDate(word, zone)) {
    const shown = text.length <= 32 ? text : `${text.slice(0, 32)}…`;
    const why = `“${shown}” is no day: write today, yesterday or a date such as ${dateIn(zone, now)}.`;
    return { kind: 'refused', why };
  }
  if (word > dateIn(zone, now)) return { kind: 'refused', why: `${word} has not come yet.` };
  return { kind: 'day', date: word };
}

/** A day of the calendar that the zone had: Samoa, for one, went from 29 to 31 December 2011. */
function isDate(text: string, zone: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  const real = !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
  return real && findStart(zone, text) !== null;
}
