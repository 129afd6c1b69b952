import type { EventAnswers } from '../../../model/event-question.ts';
import type { Instant } from '../../../model/time.ts';
import { MINUTE } from '../../../model/time.ts';
import type { Fold } from './scan.ts';

/** Clocks change on a quarter of an hour, and differ from UTC by quarters: https://www.iana.org/time-zones */
const QUARTER = 15 * MINUTE;
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Counts by weekday and hour, as clocks in the zone show them: an hour that comes twice has both. */
export function heatmap(zone: string): Fold<EventAnswers['heatmap']> {
  const cells = DAYS.map(() => new Array<number>(24).fill(0));
  const placeOf = clock(zone);
  let count = 0;
  return {
    add({ at }) {
      const { day, hour } = placeOf(at);
      const row = cells[day];
      if (row) row[hour] = (row[hour] ?? 0) + 1;
      count++;
    },
    answer: () => ({ cells, count, isWhole: true }),
  };
}

/** Weekday (0: Monday) and hour on the clocks of a zone; each quarter of an hour is looked up once. */
function clock(zone: string) {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone: zone, weekday: 'short', hour: '2-digit', hourCycle: 'h23' },
  });
  const known = new Map<number, { readonly day: number; readonly hour: number }>();
  return (at: Instant) => {
    const quarter = Math.floor(at / QUARTER);
    const found = known.get(quarter);
    if (found) return found;
    const parts = format.formatToParts(quarter * QUARTER);
    const of = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
    const place = { day: DAYS.indexOf(of('weekday')), hour: Number(of('hour')) };
    known.set(quarter, place);
    return place;
  };
}
