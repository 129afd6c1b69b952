import { setImmediate as breathe } from 'node:timers/promises';
import { promisify } from 'node:util';
import { crc32, deflateRaw, inflateRaw } from 'node:zlib';
import type { OutgoingSample } from '../model/export.ts';
import type { Instant } from '../model/time.ts';

/** Samples that one record holds at most. */
export const MOST_IN_RECORD = 5_000;
/** Rows that are written in one go, about a millisecond; others have their turn in between. */
const PART = 1_000;
/** Bytes before the content: its length and its checksum, the number of samples, and when they were stored. */
export const HEADER = 20;
/** No record is longer, packed or not: a length beyond it is damage. */
const LONGEST = 64 * 1_024 * 1_024;

/** What stands before the content of a record. */
export interface RecordHeader {
  readonly length: number;
  readonly checksum: number;
  readonly samples: number;
  readonly at: Instant;
}

type Row = readonly [
  target: string,
  metric: string,
  labels: OutgoingSample['labels'],
  at: Instant,
  value: number,
];

function toRow({ target, metric, labels, at, value }: OutgoingSample): Row {
  return [target, metric, labels, at, value];
}

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/** Samples as they are written, packed outside the main thread. */
export async function toRecord(samples: readonly OutgoingSample[], at: Instant): Promise<Buffer> {
  const parts: string[] = [];
  for (let from = 0; from < samples.length; from += PART) {
    if (from > 0) await breathe();
    const rows = samples.slice(from, from + PART).map(toRow);
    parts.push(JSON.stringify(rows).slice(1, -1));
  }
  // The fastest level: rows resemble each other so much that more effort gains little.
  const content = await deflate(`[${parts.join(',')}]`, { level: 1 });
  const record = Buffer.alloc(HEADER + content.length);
  record.writeUInt32LE(content.length, 0);
  record.writeUInt32LE(crc32(content), 4);
  record.writeUInt32LE(samples.length, 8);
  record.writeDoubleLE(at, 12);
  content.copy(record, HEADER);
  return record;
}

/** null when this cannot be the header of a record. */
export function headerOf(bytes: Buffer): RecordHeader | null {
  if (bytes.length < HEADER) return null;
  const length = bytes.readUInt32LE(0);
  const samples = bytes.readUInt32LE(8);
  if (length === 0 || length > LONGEST || samples === 0 || samples > MOST_IN_RECORD) return null;
  return { length, samples, checksum: bytes.readUInt32LE(4), at: bytes.readDoubleLE(12) };
}

/** Whether the content of a record is what was written. */
export function isWhole({ length, checksum }: RecordHeader, content: Buffer): boolean {
  return content.length === length && crc32(content) === checksum;
}

/** The samples of a record that is whole. */
export async function samplesOf(content: Buffer): Promise<readonly OutgoingSample[]> {
  const text = await inflate(content, { maxOutputLength: LONGEST });
  const rows = JSON.parse(text.toString('utf8')) as Row[];
  return rows.map(([target, metric, labels, at, value]) => ({ target, metric, labels, at, value }));
}
