import type { Instant } from '../model/time.ts';
import { DAY, HOUR } from '../model/time.ts';
import type { Range } from './series.ts';

/** Calendar date of a moment in a zone, `YYYY-MM-DD`. */
export function dateIn(zone: string, at: Instant): string {
  return new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(at);
}

/** First moment of a calendar date in a zone, also where a clock change makes the day 23 or 25 hours long. */
export function startOfDay(zone: string, date: string): Instant {
  const noon = Date.parse(`${date}T12:00:00Z`);
  // The offset is at most 14 hours; the first quarter hour that already bears the date is its start.
  for (let at = noon - 27 * HOUR; at <= noon + 15 * HOUR; at += HOUR / 4) {
    if (dateIn(zone, at) === date) return at;
  }
  throw new Error(`no such day: ${date} in ${zone}`);
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
  const real = /^\d{4}-\d{2}-\d{2}$/.test(word) && isDate(word);
  if (!real)
    return {
      kind: 'refused',
      why: `“${text}” is no day: write today, yesterday or a date such as ${dateIn(zone, now)}.`,
    };
  if (word > dateIn(zone, now)) return { kind: 'refused', why: `${word} has not come yet.` };
  return { kind: 'day', date: word };
}

function isDate(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}
