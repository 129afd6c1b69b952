import type { Instant } from './time.ts';

/** Hours of every day; minutes since midnight, `from` after `to` spans midnight. */
export interface ClockSpan {
  readonly from: number;
  readonly to: number;
  /** IANA zone. */
  readonly zone: string;
}

/** Whether clocks in the zone show a time from `from` up to `to`. */
export function isWithin({ from, to, zone }: ClockSpan, at: Instant): boolean {
  const minute = minuteOfDay(zone, at);
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Minutes since midnight that clocks in the zone show. */
export function minuteOfDay(zone: string, at: Instant): number {
  const options = { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const format = formats.get(zone) ?? new Intl.DateTimeFormat('en-GB', options);
  formats.set(zone, format);
  const [hour = '0', minute = '0'] = format.format(at).split(':');
  return Number(hour) * 60 + Number(minute);
}
