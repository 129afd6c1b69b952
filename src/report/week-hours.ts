import type { Point } from '../model/sample.ts';
import { HOUR } from '../model/time.ts';
import { hourOfWeek, wallClock } from '../score/wall-clock.ts';

export const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Means by weekday (7 rows from Monday) and hour (24) on the clocks of a zone; null: not measured. */
export function weekHours(
  points: readonly Point[],
  zone: string,
): readonly (readonly (number | null)[])[] {
  const clock = wallClock(zone);
  const sums = new Array<number>(168).fill(0);
  const counts = new Array<number>(168).fill(0);
  for (const { at, value } of points) {
    const hour = hourOfWeek(Math.floor(clock.shows(at) / HOUR));
    sums[hour] = (sums[hour] ?? 0) + value;
    counts[hour] = (counts[hour] ?? 0) + 1;
  }
  const means = sums.map((sum, hour) => {
    const many = counts[hour] ?? 0;
    return many === 0 ? null : sum / many;
  });
  return WEEKDAYS.map((_, day) => means.slice(24 * day, 24 * day + 24));
}

/** The hours with the greatest and the least value, such as `Mon 14:00`; null where nothing was measured. */
export function extremeHours(cells: readonly (readonly (number | null)[])[]) {
  const all = cells.flatMap((row, day) =>
    row.flatMap((value, hour) =>
      value === null
        ? []
        : [{ when: `${WEEKDAYS[day]} ${String(hour).padStart(2, '0')}:00`, value }],
    ),
  );
  const sorted = all.toSorted((a, b) => b.value - a.value);
  const [peak] = sorted;
  const quietest = sorted.at(-1);
  return peak === undefined || quietest === undefined ? null : { peak, quietest };
}
