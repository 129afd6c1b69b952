import type { Instant } from '../../model/time.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../model/time.ts';

/** What time it is for readers who have no clock of their own in the message. */
export interface Moment {
  readonly now: Instant;
  /** IANA zone. */
  readonly zone: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** "14:03" */
export function clockTime(at: Instant, { zone }: Moment): string {
  return format(zone, { hour: '2-digit', minute: '2-digit' }).format(at);
}

/** "14:03", and "22 Nov, 14:03" when that is another day. */
export function liveTime(at: Instant, moment: Moment): string {
  const day = format(moment.zone, { day: 'numeric', month: 'short' });
  const isToday = day.format(at) === day.format(moment.now);
  return `${isToday ? '' : `${day.format(at)}, `}${clockTime(at, moment)}`;
}

/** "23 Nov 2026, 14:03" */
export function fullTime(at: Instant, { zone }: Moment): string {
  const date = { day: 'numeric', month: 'short', year: 'numeric' } as const;
  return format(zone, { ...date, hour: '2-digit', minute: '2-digit' }).format(at);
}

const UNITS = [
  [DAY, 'd'],
  [HOUR, 'h'],
  [MINUTE, 'min'],
  [SECOND, 's'],
] as const;

/** "5 min ago", "in 2 h", "just now" */
export function relativeTime(at: Instant, { now }: Moment): string {
  const distance = Math.abs(now - at);
  const unit = UNITS.find(([size]) => distance >= size);
  if (!unit || distance < 5 * SECOND) return 'just now';
  const amount = `${Math.floor(distance / unit[0])} ${unit[1]}`;
  return at <= now ? `${amount} ago` : `in ${amount}`;
}

function format(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone} ${Object.keys(options).join()}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: zone, hourCycle: 'h23' });
  formats.set(key, made);
  return made;
}
