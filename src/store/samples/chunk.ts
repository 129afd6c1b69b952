import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { ByteReader, ByteWriter } from './bytes.ts';
import { divisor, readColumn, writeColumn } from './column.ts';
import type { Run } from './run.ts';

/** A stored piece is not what was written. */
export class DamagedError extends Error {
  override readonly name = 'DamagedError';
}

/** What `sealed` puts before the content: a checksum of all that follows, then how the content is kept. */
const HEADER = 5;
const PLAIN = 0;
const DEFLATED = 1;
/** Less room than zlib's default of 256 kB a call, which costs more time than it saves bytes here. */
const DEFLATE = { level: 1, windowBits: 13, memLevel: 7 } as const;

const writer = new ByteWriter();

/** Packs the points of one series: differences of times and values, deflated where that helps. */
export function encodeRun({ at, values, length }: Run): Buffer {
  writer.reset().varint(length);
  writeTimes(writer, at, length);
  writeColumn(writer, values, length);
  return sealed(writer.view());
}

/**
 * Unpacks the points of one series.
 *
 * @throws DamagedError
 */
export function decodeRun(bytes: Buffer): Run {
  const reader = new ByteReader(opened(bytes));
  const length = reader.varint();
  return { at: readTimes(reader, length), values: readColumn(reader, length), length };
}

/** Content with its checksum, deflated where that makes it shorter by more than a twentieth. */
export function sealed(content: Buffer): Buffer {
  const deflated = deflateRawSync(content, DEFLATE);
  const isShorter = deflated.length < 0.95 * content.length;
  return framed(isShorter ? deflated : content, isShorter ? DEFLATED : PLAIN);
}

/** Content with its checksum as it is: for what is read much more often than written. */
export function framed(content: Buffer, kind = PLAIN): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER + content.length);
  bytes[4] = kind;
  bytes.set(content, HEADER);
  bytes.writeUInt32LE(crc32(bytes.subarray(4)), 0);
  return bytes;
}

/**
 * The content of `sealed` or `framed`.
 *
 * @throws DamagedError
 */
export function opened(bytes: Buffer): Buffer {
  if (bytes.length < HEADER || crc32(bytes.subarray(4)) !== bytes.readUInt32LE(0)) {
    throw new DamagedError('the checksum does not fit');
  }
  const content = bytes.subarray(HEADER);
  if (bytes[4] !== DEFLATED) return content;
  return inflateRawSync(content);
}

/** Differences of differences, in their own unit: a series at an even pace needs nothing but the pace. */
function writeTimes(out: ByteWriter, at: Float64Array, count: number): void {
  let unit = 0;
  for (let index = 1; index < count; index++) {
    unit = divisor(unit, (at[index] ?? 0) - (at[index - 1] ?? 0));
  }
  const pace = count > 1 ? ((at[1] ?? 0) - (at[0] ?? 0)) / unit : 0;
  const isEven = hasEvenPace(at, count, pace * unit);
  out.signed(at[0] ?? 0);
  out.varint(unit);
  out.varint(pace);
  out.byte(isEven ? 1 : 0);
  if (isEven) return;
  let before = pace;
  for (let index = 2; index < count; index++) {
    const step = ((at[index] ?? 0) - (at[index - 1] ?? 0)) / unit;
    out.signed(step - before);
    before = step;
  }
}

function hasEvenPace(at: Float64Array, count: number, pace: number): boolean {
  for (let index = 2; index < count; index++) {
    if ((at[index] ?? 0) - (at[index - 1] ?? 0) !== pace) return false;
  }
  return true;
}

function readTimes(reader: ByteReader, count: number): Float64Array {
  const at = new Float64Array(count);
  let time = reader.signed();
  const unit = reader.varint();
  let step = reader.varint();
  const isEven = reader.byte() === 1;
  at[0] = time;
  for (let index = 1; index < count; index++) {
    if (index > 1 && !isEven) step += reader.signed();
    time += step * unit;
    at[index] = time;
  }
  return at;
}
