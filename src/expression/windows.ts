import { DAY, HOUR, MINUTE, SECOND } from '../model/time.ts';
import { LEAST_SAMPLES } from '../score/anomaly/detector.ts';

/** What a function over a window is like. */
export interface WindowKind {
  /** Points without which it is unknown. */
  readonly least: number;
  /** Unit of what it gives: that of the metric, or one of its own. */
  readonly unit: 'same' | 'ratio' | 'other';
  /** Which points it looks at. */
  readonly reads: 'all' | 'newest' | 'none';
  /** Whether the duration may be left out. */
  readonly duration: 'needed' | 'optional';
}

const same = { unit: 'same', reads: 'all', duration: 'needed' } as const;
const other = { unit: 'other', reads: 'all', duration: 'needed' } as const;

/** Every function over a window of time. */
export const WINDOWS = {
  avg: { least: 1, ...same },
  sum: { least: 1, ...other },
  min: { least: 1, ...same },
  max: { least: 1, ...same },
  last: { ...same, least: 1, reads: 'newest' },
  count: { least: 0, ...other },
  p50: { least: 1, ...same },
  p90: { least: 1, ...same },
  p95: { least: 1, ...same },
  p99: { least: 1, ...same },
  stddev: { least: 2, ...same },
  slope: { least: 2, ...other },
  rate: { least: 2, ...other },
  increase: { least: 2, ...other },
  delta: { least: 2, ...same },
  changes: { least: 2, ...other },
  age: { least: 1, unit: 'other', reads: 'newest', duration: 'optional' },
  share: { ...other, least: 1, unit: 'ratio' },
  distinct: { least: 1, ...other },
  anomaly: { least: LEAST_SAMPLES, unit: 'other', reads: 'all', duration: 'optional' },
  forecast: { least: 0, unit: 'same', reads: 'none', duration: 'needed' },
} as const satisfies Record<string, WindowKind>;

export type WindowFunction = keyof typeof WINDOWS;

/** How far a window may look back. */
export const MAX_SPAN = 7 * DAY;
/** How far `forecast` may look ahead. */
export const MAX_AHEAD = 365 * DAY;
/** After how long without a sample `absent('x')` holds. */
export const ABSENT_AFTER = 5 * MINUTE;

const UNIT: Readonly<Record<string, number>> = { s: SECOND, m: MINUTE, h: HOUR, d: DAY };

/** Milliseconds of `30s`, `5m`, `2h`, `7d`; null for anything else, and for nothing at all. */
export function parseSpan(text: string): number | null {
  const [, digits, unit] = /^(\d{1,7})(s|m|h|d)$/.exec(text.trim()) ?? [];
  if (digits === undefined || unit === undefined) return null;
  return Number(digits) * (UNIT[unit] ?? 1) || null;
}

export function isWindowFunction(name: string): name is WindowFunction {
  return Object.hasOwn(WINDOWS, name);
}
