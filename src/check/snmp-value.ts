import type { CheckValue } from '../model/check.ts';

/** Characters of a text that are kept. */
const MOST_TEXT = 1_000;

/** Types of values: https://www.rfc-editor.org/rfc/rfc3416#section-3 */
const COUNTER64 = 70;
const ABSENT: readonly number[] = [128, 129, 130];

/** What an agent says of an object; null when it has none. Bytes that are no text are written as `00:1a:2b`. */
export function snmpValue(type: number, value: unknown): CheckValue {
  if (ABSENT.includes(type)) return null;
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string') return value.slice(0, MOST_TEXT);
  if (!Buffer.isBuffer(value)) return null;
  if (type === COUNTER64) return value.length === 0 ? 0 : Number(`0x${value.toString('hex')}`);
  const text = value.toString('utf8');
  const isText = !/[^\P{C}\s]|\ufffd/u.test(text);
  return isText ? text.slice(0, MOST_TEXT) : [...value.subarray(0, 300)].map(hex).join(':');
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
