import { DAY, HOUR, MINUTE } from '../model/time.ts';

const UNITS = { m: MINUTE, h: HOUR, d: DAY } as const;

/** What is meant as a window, well written or not; any other word is a name. */
export const LIKE_WINDOW = /^\d+[a-z]*$/i;

/** A window as people write it: `30m`, `6h`, `7d`. */
export const WINDOW = /^[1-9]\d{0,3}[mhd]$/;

/** Milliseconds of a window that is written so. */
export function spanOf(window: string): number {
  return Number.parseInt(window, 10) * UNITS[window.slice(-1) as keyof typeof UNITS];
}

/** Suggests usual windows. */
export async function completeWindow(): Promise<readonly { value: string; label: string }[]> {
  return ['24h', '7d', '30d', '90d', '365d'].map((value) => ({ value, label: value }));
}

/** Times between two runs of a check that people use. */
export const INTERVALS = ['15s', '30s', '1m', '5m', '15m', '1h', '1d'] as const;

/** Suggests usual times between two runs. */
export async function completeInterval(
  typed: string,
): Promise<readonly { value: string; label: string }[]> {
  const fitting = INTERVALS.filter((value) => value.startsWith(typed.trim()));
  return fitting.map((value) => ({ value, label: `every ${value}` }));
}
