import type { Block } from '../chat/reply.ts';
import type { Instant } from '../model/time.ts';
import { DAY, HOUR } from '../model/time.ts';
import { dateIn, dayRange, startOfDay } from './day.ts';

/** Nothing fired, then quarters of the time. */
const SHADES = '·░▒▓█';
/** Not looked at. */
const NOTHING = '-';
/** Hours above the columns; blanks would be drawn together. */
const HOURS = '0·····6·····12····18····';
const WEEK = 'M T W T F S S';
/** Days of which each hour is shown; of more a phone shows only whole days. */
const BY_HOUR = 14;
const WEEKDAYS = 7;

export interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/** When something fired, in shades: a line for each day, or for each week where there are many. */
export function pictureBlock(spans: readonly Span[], judged: Span, zone: string): Block {
  const fired = joined(spans);
  const days = daysIn(judged, zone);
  return days.length <= BY_HOUR + 1
    ? tableOf(
        HOURS,
        days.map((day) => [dayName(day.from, zone, days.length), hoursOf(day, fired, judged)]),
      )
    : tableOf(WEEK, weeksOf(days, fired, { judged, zone }));
}

function tableOf(title: string, rows: readonly (readonly string[])[]): Block {
  return {
    kind: 'table',
    columns: [
      { title: '', align: 'left' },
      { title, align: 'left' },
    ],
    rows,
  };
}

function daysIn({ from, to }: Span, zone: string): readonly Span[] {
  const days: Span[] = [];
  for (let at = startOfDay(zone, dateIn(zone, from)); at < to; ) {
    const day = dayRange(zone, dateIn(zone, at));
    days.push(day);
    at = day.to;
  }
  return days;
}

function hoursOf({ from, to }: Span, fired: readonly Span[], judged: Span): string {
  const signs: string[] = [];
  for (let at = from; at < to; at += HOUR) {
    signs.push(signOf({ from: at, to: at + HOUR }, fired, judged));
  }
  return signs.join('');
}

function weeksOf(
  days: readonly Span[],
  fired: readonly Span[],
  { judged, zone }: { readonly judged: Span; readonly zone: string },
): readonly (readonly string[])[] {
  const weeks = new Map<string, string[]>();
  for (const day of days) {
    const weekday = weekdayOf(day.from, zone);
    const monday = dateIn(zone, day.from + DAY / 2 - weekday * DAY);
    const signs = weeks.get(monday) ?? new Array<string>(WEEKDAYS).fill(' ');
    signs[weekday] = signOf(day, fired, judged);
    weeks.set(monday, signs);
  }
  return [...weeks].map(([monday, signs]) => [monday.slice(5), signs.join(' ').trimEnd()]);
}

/** How much of a span something fired. */
function signOf(span: Span, fired: readonly Span[], judged: Span): string {
  if (span.to <= judged.from || span.from >= judged.to) return NOTHING;
  const share = covered(span, fired) / (span.to - span.from);
  return SHADES[Math.ceil(share * (SHADES.length - 1))] ?? NOTHING;
}

/** Milliseconds of a span that are in one of the others, which follow each other. */
function covered({ from, to }: Span, apart: readonly Span[]): number {
  let [low, high] = [0, apart.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((apart[middle]?.to ?? 0) > from) high = middle;
    else low = middle + 1;
  }
  let sum = 0;
  for (; low < apart.length; low++) {
    const one = apart[low];
    if (!one || one.from >= to) break;
    sum += Math.min(to, one.to) - Math.max(from, one.from);
  }
  return sum;
}

/** Spans that share no moment, of spans that come by their beginnings. */
function joined(spans: readonly Span[]): readonly Span[] {
  const apart: { from: Instant; to: Instant }[] = [];
  for (const { from, to } of spans) {
    const last = apart.at(-1);
    // What begins and ends at once has been there too.
    const end = Math.max(to, from + 1);
    if (last && from <= last.to) last.to = Math.max(last.to, end);
    else apart.push({ from, to: end });
  }
  return apart;
}

/** As short as it can be, since a phone shows 29 characters in a row: the weekday, or of more than a week the day. */
function dayName(at: Instant, zone: string, days: number): string {
  if (days > WEEKDAYS + 1) return dateIn(zone, at).slice(8);
  const shown = { timeZone: zone, weekday: 'short' } as const;
  return new Intl.DateTimeFormat('en-GB', shown).format(at + HOUR);
}

/** 0 is Monday. */
function weekdayOf(at: Instant, zone: string): number {
  return (new Date(`${dateIn(zone, at + HOUR)}T12:00:00Z`).getUTCDay() + 6) % 7;
}
