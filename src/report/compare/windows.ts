import type { Instant } from '../../model/time.ts';
import { DAY, HOUR } from '../../model/time.ts';
import { dateIn, dayRange, readDay, startOfDay } from '../day.ts';
import type { Range } from '../series.ts';
import { spanOf, WINDOW } from '../span-word.ts';

/** A span with a name, such as `yesterday`. */
export interface Window extends Range {
  readonly word: string;
}

const MOST = 92 * DAY;
/** What stands beside a window when nothing else is said. */
const BEFORE: Readonly<Record<string, string>> = {
  today: 'yesterday',
  week: 'last-week',
  month: 'last-month',
};
const SAME: Readonly<Record<string, string>> = { 'this-week': 'week', 'this-month': 'month' };

/** Reads `today`, `yesterday`, `week`, `last-week`, `month`, `last-month`, a date, or `24h`; null: it is no window. */
export function readWindow(
  typed: string,
  zone: string,
  now: Instant,
): Window | { readonly why: string } | null {
  const lower = typed.toLowerCase();
  const word = SAME[lower] ?? lower;
  if (WINDOW.test(word)) {
    const span = spanOf(word);
    if (span > MOST) return { why: `“${word}” is too long: write at most ${MOST / DAY}d.` };
    return { word: `last ${word}`, from: now - span, to: now };
  }
  if (/^(last-)?week$/.test(word)) return weekOf(word, zone, now);
  if (/^(last-)?month$/.test(word)) return monthOf(word, zone, now);
  if (!/^(today|yesterday|\d{4}-\d{2}-\d{2})$/.test(word)) return null;
  const day = readDay(word, zone, now);
  return day.kind === 'refused' ? { why: day.why } : { word, ...dayRange(zone, day.date) };
}

/** The window before one: the day, week or month before, or the same length. */
export function windowBefore(one: Window, zone: string, now: Instant): Window {
  const named = BEFORE[one.word];
  const before = named === undefined ? null : readWindow(named, zone, now);
  if (before !== null && 'word' in before) return before;
  const word = one.word.startsWith('last ')
    ? `the ${one.word.slice('last '.length)} before`
    : `before ${one.word}`;
  return { word, from: startBefore(one, zone), to: one.from };
}

/** A day, week or month before begins where the calendar says, also when clocks changed in it. */
function startBefore({ word, from, to }: Window, zone: string): Instant {
  const noon = Date.parse(`${dateIn(zone, from)}T12:00:00Z`);
  if (word === 'last-week') return startOf(zone, noon - 7 * DAY);
  if (word === 'last-month')
    return startOf(zone, new Date(noon).setUTCMonth(new Date(noon).getUTCMonth() - 1));
  if (word.startsWith('last ')) return from - (to - from);
  return startOfDay(zone, dateIn(zone, from - HOUR));
}

/** Both up to now, and where one is still under way, of the other only as much from its beginning. */
export function samePart(
  first: Window,
  second: Window,
  now: Instant,
): { readonly windows: readonly [Window, Window]; readonly isCut: boolean } {
  const lengths = [first, second].map(({ from, to }) => Math.max(0, Math.min(to, now) - from));
  const isGoing = [first, second].some(({ to }) => to > now);
  const cut = (one: Window, most: number) => ({
    ...one,
    to: Math.min(one.to, now, one.from + most),
  });
  if (!isGoing) return { windows: [first, second], isCut: false };
  const least = Math.min(...lengths);
  return { windows: [cut(first, least), cut(second, least)], isCut: true };
}

function weekOf(word: string, zone: string, now: Instant): Window {
  const noon = Date.parse(`${dateIn(zone, now)}T12:00:00Z`);
  const monday = noon - ((new Date(noon).getUTCDay() + 6) % 7) * DAY;
  const first = word === 'week' ? monday : monday - 7 * DAY;
  return { word, from: startOf(zone, first), to: startOf(zone, first + 7 * DAY) };
}

function monthOf(word: string, zone: string, now: Instant): Window {
  const [year = 0, month = 1] = dateIn(zone, now).split('-').map(Number);
  const first = month - 1 - (word === 'month' ? 0 : 1);
  const at = (index: number) => startOf(zone, Date.UTC(year, index, 1) + 12 * HOUR);
  return { word, from: at(first), to: at(first + 1) };
}

function startOf(zone: string, noon: number): Instant {
  return startOfDay(zone, new Date(noon).toISOString().slice(0, 10));
}
