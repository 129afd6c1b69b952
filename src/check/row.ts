import type { CheckValue } from '../model/check.ts';
import { cut } from './refusal.ts';

/** Rows of an answer that are counted; what comes after them is not read. */
export const MOST_ROWS = 1_000;

/** Characters of a text that are kept. */
const MOST_TEXT = 1_000;

/** The first row of an answer by the names that expectations read, and how many rows there are. */
export function rowFacts(
  rows: readonly Readonly<Record<string, unknown>>[],
): Record<string, CheckValue> {
  const first = Object.entries(rows[0] ?? {});
  return {
    rows: rows.length,
    ...Object.fromEntries(first.map(([name, value]) => [`row.${name}`, toValue(value)])),
  };
}

/** Databases give exact numbers as texts or big integers, and times as dates. */
function toValue(value: unknown): CheckValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (Buffer.isBuffer(value)) return null;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return cut(text ?? '', MOST_TEXT);
}
