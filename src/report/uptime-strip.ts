import type { CheckChange } from '../model/check.ts';
import type { Instant } from '../model/time.ts';
import { uptime } from '../score/uptime.ts';
import { dateIn, startOfDay } from './day.ts';

/** Days of a strip: more break on a phone. */
const DAYS = 14;
/** Of the time that is known; below it a day was bad. */
const POOR = 0.99;

/** The last days as on a status page, today last: up all day, down for a while, down for more than 1 %, nothing known. */
export function uptimeStrip(
  changes: readonly CheckChange[],
  { now, zone }: { readonly now: Instant; readonly zone: string },
): string {
  const signs: string[] = [];
  let to = now;
  while (signs.length < DAYS) {
    // Days may be 23 or 25 hours long; the moment before one belongs to the day before.
    const from = startOfDay(zone, dateIn(zone, to - 1));
    signs.unshift(signOf(uptime(changes, { from, to }).share));
    to = from;
  }
  return signs.join('');
}

function signOf(share: number | null): string {
  if (share === null) return '⬜';
  if (share === 1) return '🟩';
  return share >= POOR ? '🟨' : '🟥';
}
