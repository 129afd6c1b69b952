import { DAY, type Instant, SECOND } from '../../model/time.ts';

/** Longer texts are neither numbers nor times. */
const MAX_TEXT = 100;
const NUMBER = /^[-+]?(?:\d{1,20}(?:\.\d{0,20})?|\.\d{1,20})(?:[eE][-+]?\d{1,3})?$/;
const YES = ['true', 'yes', 'on'];
const NO = ['false', 'no', 'off'];

/** A number as programs print it, a percentage too; yes and no are 1 and 0. null: it is none. */
export function toNumber(value: unknown): number | null {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'number') return finite(value);
  if (typeof value !== 'string' || value.length > MAX_TEXT) return null;
  const text = value.trim().replace(/\s*%$/, '');
  if (NUMBER.test(text)) return finite(Number(text));
  const word = text.toLowerCase();
  if (YES.includes(word)) return 1;
  return NO.includes(word) ? 0 : null;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Seconds since 1970 from there on; before it (in 1973) a number is taken for something else. */
const LEAST_SECONDS = 1e8;
const LEAST_MILLISECONDS = 1e11;
const LEAST_MICROSECONDS = 1e14;
const MOST_MICROSECONDS = 1e16;

/** A date with a time, in ISO's order or as loggers write it: `2026-03-01 10:00:00,123`. */
const TIME =
  /(\d{4})[-/](\d{2})[-/](\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?\s?(Z|UTC|GMT|[+-]\d{2}:?\d{2})?/;

/**
 * A moment from a number (seconds, milliseconds or microseconds since 1970) or a text that holds a date with a time.
 * `zone`: minutes that a clock without a zone is ahead of UTC. null: it tells no moment.
 */
export function toInstant(value: unknown, zone: number): Instant | null {
  const number = typeof value === 'boolean' ? null : toNumber(value);
  if (number !== null) return ofNumber(number);
  if (typeof value !== 'string') return null;
  const match = TIME.exec(value.slice(0, 1_000));
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, fraction = '', offset] = match;
  const at = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    Number(fraction.padEnd(3, '0').slice(0, 3)),
  );
  return at - (offset === undefined ? zone : minutesOf(offset)) * 60 * SECOND;
}

function ofNumber(number: number): Instant | null {
  if (number < LEAST_SECONDS || number >= MOST_MICROSECONDS) return null;
  if (number < LEAST_MILLISECONDS) return number * SECOND;
  return number < LEAST_MICROSECONDS ? number : number / 1_000;
}

/** Minutes that `+0200` or `+02:00` is ahead of UTC. */
export function minutesOf(offset: string): number {
  const [, sign = '+', hours = '0', minutes = '0'] = /^([+-])(\d{2}):?(\d{2})$/.exec(offset) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** Seconds since `at`; what lies a little ahead is now, since clocks differ. null: it lies a day ahead. */
export function ageOf(at: Instant, now: Instant): number | null {
  return at - now > DAY ? null : Math.max(0, (now - at) / SECOND);
}
