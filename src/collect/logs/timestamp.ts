import type { Instant } from '../../model/time.ts';
import { DAY, MINUTE } from '../../model/time.ts';

/** What a time of a log is read against. */
export interface LogClock {
  readonly now: Instant;
  /** Minutes that the clocks of the host are ahead of UTC, for times that do not name a zone. */
  readonly zone: number;
}

/** A time as logs write it, with or without a zone, as a piece of a pattern. */
export const TIME =
  '\\d{4}[-/]\\d\\d[-/]\\d\\d[ T]\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?(?: ?(?:Z|UTC|[+-]\\d\\d:?\\d\\d))?';

const PARTS =
  /^(\d{4})[-/](\d\d)[-/](\d\d)[ T](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?: ?(Z|UTC|[+-]\d\d:?\d\d))?$/;

/** Minutes of `+0130`, `-01:30` or `Z`; null for what is no zone. */
export function zoneMinutes(text: string): number | null {
  if (text === 'Z' || text === 'UTC') return 0;
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(text) ?? [];
  if (sign === undefined) return null;
  return (sign === '-' ? -1 : 1) * (60 * Number(hours) + Number(minutes));
}

/** The instant of a written time; null when it is none, or one that cannot be: more than a day ahead, or before 2000. */
export function readTime(text: string, clock: LogClock): Instant | null {
  const found = PARTS.exec(text);
  if (found === null) return null;
  const [, year, month, day, hour, minute, second, fraction = '0', zone] = found;
  const local = Date.UTC(
    Number(year),
    Number(month) - 1,
    ...([Number(day), Number(hour), Number(minute), Number(second)] as const),
    Math.floor(Number(`0.${fraction}`) * 1_000),
  );
  const ahead = zone === undefined ? clock.zone : (zoneMinutes(zone) ?? clock.zone);
  return plausible(local - ahead * MINUTE, clock);
}

/** Seconds or milliseconds since 1970, as programs write them. */
export function readEpoch(value: number, clock: LogClock): Instant | null {
  const milliseconds = value < 1e11 ? value * 1_000 : value;
  return plausible(Math.floor(milliseconds), clock);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Nov 26 14:03:20`, which names no year: the one that is nearest. */
export function readSyslogTime(text: string, clock: LogClock): Instant | null {
  const [, name = '', day, hour, minute, second] =
    /^([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d):(\d\d):(\d\d)$/.exec(text) ?? [];
  const month = MONTHS.indexOf(name);
  if (month < 0) return null;
  const year = new Date(clock.now).getUTCFullYear();
  const times = [year, year - 1].map(
    (one) =>
      Date.UTC(one, month, Number(day), Number(hour), Number(minute), Number(second)) -
      clock.zone * MINUTE,
  );
  return times.find((one) => one <= clock.now + DAY) ?? null;
}

/** `26/Nov/2026:14:03:20 +0000` of access logs. */
export function readAccessTime(text: string, clock: LogClock): Instant | null {
  const [, day, name = '', year, rest, zone] =
    /^(\d\d)\/([A-Z][a-z]{2})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d{4})$/.exec(text) ?? [];
  const month = MONTHS.indexOf(name) + 1;
  if (month === 0) return null;
  return readTime(`${year}-${String(month).padStart(2, '0')}-${day} ${rest}${zone}`, clock);
}

const EARLIEST = Date.UTC(2000, 0, 1);

function plausible(at: number, { now }: LogClock): Instant | null {
  return Number.isFinite(at) && at >= EARLIEST && at <= now + DAY ? at : null;
}
