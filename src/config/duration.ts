import { DAY, HOUR, MINUTE, SECOND } from '../model/time.ts';

const UNIT: Readonly<Record<string, number>> = { ms: 1, s: SECOND, m: MINUTE, h: HOUR, d: DAY };

/** What to write where a duration is expected. */
export const DURATION_HINT = 'write a duration such as 500ms, 30s, 5m, 2h or 7d';

/** Milliseconds of `500ms`, `30s`, `5m`, `2h`, `7d`; null for anything else. */
export function parseDuration(text: string): number | null {
  const [, digits, unit] = /^(\d{1,9})(ms|s|m|h|d)$/.exec(text.trim()) ?? [];
  if (digits === undefined || unit === undefined) return null;
  return Number(digits) * (UNIT[unit] ?? 1);
}

/** As it is written, in the largest unit that leaves no rest: `90s`, `2h`. */
export function durationText(milliseconds: number): string {
  const [unit, size] = Object.entries(UNIT).findLast(([, one]) => milliseconds % one === 0) ?? [
    'ms',
    1,
  ];
  return milliseconds === 0 ? '0s' : `${milliseconds / size}${unit}`;
}
