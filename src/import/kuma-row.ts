import type { Value } from './found.ts';

/** A row of the table `monitor` of Uptime Kuma 1 or 2: https://github.com/louislam/uptime-kuma/tree/master/db */
export type Monitor = Readonly<Record<string, string | number | null>>;

/** Keys of a check, and what of the monitor is not taken over. */
export interface KumaEntry {
  readonly entry: Readonly<Record<string, Value>>;
  readonly lost?: readonly string[];
}

/** Text of a column; nothing where there is none. */
export function textOf(row: Monitor, key: string): string {
  const value = row[key];
  return value === null || value === undefined ? '' : String(value);
}

/** Text of a column, or undefined where it is empty. */
export function maybe(row: Monitor, key: string): string | undefined {
  return textOf(row, key) === '' ? undefined : textOf(row, key);
}
