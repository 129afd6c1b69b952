import { open, readFile } from 'node:fs/promises';
import type { OutgoingSample } from '../model/export.ts';
import type { Instant } from '../model/time.ts';
import type { RecordHeader } from './record.ts';
import { HEADER, headerOf, isWhole, samplesOf } from './record.ts';
import type { Segment } from './segments.ts';

/** A place between two records: the segment, by the count that it begins with, and the byte there. */
export interface Place {
  readonly segment: number;
  readonly offset: number;
}

export interface Gathered {
  readonly samples: readonly OutgoingSample[];
  /** When the first of them was stored. */
  readonly oldest: Instant;
  /** Behind the last of them. */
  readonly next: Place;
}

interface Read {
  readonly header: RecordHeader;
  readonly content: Buffer;
}

/**
 * Reads records from a place on, in their order, until another would make more than `most` samples; at least one. They
 * are not followed into another segment.
 *
 * @returns null when the first of them is damaged or missing.
 * @throws what the disk throws.
 */
export async function gather(
  { first, path, size }: Segment,
  offset: number,
  most: number,
): Promise<Gathered | null> {
  await using file = await open(path, 'r');
  const samples: OutgoingSample[] = [];
  let oldest: Instant | null = null;
  let at = offset;
  while (at < size) {
    const read = await readRecord(file, at, size);
    if (read === null || samples.length + read.header.samples > most) break;
    samples.push(...(await samplesOf(read.content)));
    oldest ??= read.header.at;
    at += HEADER + read.header.length;
  }
  return oldest === null ? null : { samples, oldest, next: { segment: first, offset: at } };
}

async function readRecord(
  file: Awaited<ReturnType<typeof open>>,
  at: number,
  size: number,
): Promise<Read | null> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER), 0, HEADER, at);
  const header = headerOf(buffer.subarray(0, bytesRead));
  if (header === null || at + HEADER + header.length > size) return null;
  const content = await file.read(Buffer.alloc(header.length), 0, header.length, at + HEADER);
  const whole = content.buffer.subarray(0, content.bytesRead);
  return isWhole(header, whole) ? { header, content: whole } : null;
}

/** How many samples a segment holds, and the bytes of its whole records: what a killed process began behind them is no more than that. */
export async function measure({ path }: Segment): Promise<{ samples: number; size: number }> {
  const bytes = await readFile(path);
  let samples = 0;
  let size = 0;
  for (;;) {
    const header = headerOf(bytes.subarray(size, size + HEADER));
    if (header === null) break;
    const from = size + HEADER;
    if (!isWhole(header, bytes.subarray(from, from + header.length))) break;
    samples += header.samples;
    size = from + header.length;
  }
  return { samples, size };
}
