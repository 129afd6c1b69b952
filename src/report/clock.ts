import type { Instant } from '../model/time.ts';
import { DAY, HOUR, MINUTE } from '../model/time.ts';
import { dateIn } from './day.ts';

const FORMATS = new Map<string, Intl.DateTimeFormat>();

/** Time of day in a zone: `08:00`. */
export function clockIn(zone: string, at: Instant): string {
  let format = FORMATS.get(zone);
  if (!format) {
    const time = { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
    format = new Intl.DateTimeFormat('sv-SE', time);
    FORMATS.set(zone, format);
  }
  return format.format(at);
}

/** The next moment after `now` at which clocks in the zone show `hour`:`minute`. */
export function nextClock(
  zone: string,
  clock: { hour: number; minute: number },
  now: Instant,
): Instant {
  const date = dateIn(zone, now);
  const today = on(zone, date, clock);
  if (today > now) return today;
  const noon = Date.parse(`${date}T12:00:00Z`);
  return on(zone, new Date(noon + DAY).toISOString().slice(0, 10), clock);
}

/** A time that a clock change leaves out is taken as the one it becomes. */
function on(
  zone: string,
  date: string,
  { hour, minute }: { hour: number; minute: number },
): Instant {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const wanted = Date.UTC(year, month - 1, day, hour, minute);
  const first = wanted - offsetAt(zone, wanted);
  return wanted - offsetAt(zone, first);
}

/** Milliseconds that clocks in the zone are ahead of UTC. */
function offsetAt(zone: string, at: Instant): number {
  const minutes = Math.floor(at / MINUTE) * MINUTE;
  return Date.parse(`${dateIn(zone, minutes)}T${clockIn(zone, minutes)}:00Z`) - minutes;
}

/** Longest silence. */
const LONGEST = 7 * DAY;
const HINT = 'Write 30m, 4h, 2d, a time such as 08:00, or clear (until it clears).';

export type Ending =
  /** `at` null: until it clears. */
  | { readonly kind: 'ends'; readonly at: Instant | null }
  | { readonly kind: 'refused'; readonly why: string };

/** Reads until when something lasts: `30m`, `4h`, `2d`, `1h30m`, `08:00`, `clear`. */
export function readEnding(text: string, zone: string, now: Instant): Ending {
  const word = text.trim().toLowerCase();
  if (word === 'clear') return { kind: 'ends', at: null };
  const [, hour, minute] = /^(\d{1,2}):(\d{2})$/.exec(word) ?? [];
  if (hour !== undefined && Number(hour) < 24 && Number(minute) < 60) {
    return {
      kind: 'ends',
      at: nextClock(zone, { hour: Number(hour), minute: Number(minute) }, now),
    };
  }
  const span = readSpan(word);
  const shown = text.length <= 32 ? text : `${text.slice(0, 32)}…`;
  if (span === null) return { kind: 'refused', why: `“${shown}” is no time to come. ${HINT}` };
  if (span === 0) return { kind: 'refused', why: `“${shown}” is over at once. ${HINT}` };
  if (span > LONGEST) {
    return { kind: 'refused', why: `“${shown}” is too long: at most 7d. ${HINT}` };
  }
  return { kind: 'ends', at: now + span };
}

/** Milliseconds of `90m`, `4h`, `2d`, `1h30m`; null for anything else. */
export function readSpan(text: string): number | null {
  const [whole, days, hours, minutes] =
    /^(?:(\d{1,5})d)?(?:(\d{1,5})h)?(?:(\d{1,5})m(?:in)?)?$/i.exec(text) ?? [];
  if (whole === undefined || whole === '') return null;
  return Number(days ?? 0) * DAY + Number(hours ?? 0) * HOUR + Number(minutes ?? 0) * MINUTE;
}

/** Whether a word is meant as a time. */
export function looksLikeEnding(text: string): boolean {
  return text.toLowerCase() === 'clear' || readSpan(text) !== null || /^\d{1,2}:\d{2}$/.test(text);
}
