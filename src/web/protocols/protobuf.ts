import { PbfReader } from 'pbf';
import { refuse } from '../refuse.ts';

/** What to do with each field, by its tag: the field's number times eight and its wire type. Others are passed over. */
export type Fields = Readonly<Record<number, (reader: PbfReader) => void>>;

/** Wire types: https://protobuf.dev/programming-guides/encoding/#structure */
export const tag = {
  varint: (field: number) => field * 8,
  fixed64: (field: number) => field * 8 + 1,
  bytes: (field: number) => field * 8 + 2,
} as const;

/**
 * Reads one message. pbf reads on where a message is cut off; this does not.
 *
 * @throws Refused when it does not end where it should.
 */
export function readMessage(bytes: Uint8Array, fields: Fields): void {
  const reader = new PbfReader(bytes);
  while (nextField(reader, fields)) if (reader.pos > bytes.length) break;
  if (reader.pos !== bytes.length) cutOff();
}

function nextField(reader: PbfReader, fields: Fields): boolean {
  return guarded(() => {
    const field = reader.nextField();
    if (field !== 0) fields[field * 8 + reader.type]?.(reader);
    return field !== 0;
  });
}

/** What `read` gives; where the reader itself stumbles, because it looks behind the end, the request is refused. */
export function guarded<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && error.name !== 'Refused') cutOff();
    throw error;
  }
}

function cutOff(): never {
  refuse(400, 'the body is no such protobuf message, or is cut off — send it whole');
}

/** The bytes of a field, such as a message within the message. */
export function bytesOf(reader: PbfReader): Uint8Array {
  const bytes = reader.readBytes();
  if (reader.pos > reader.length) cutOff();
  return bytes;
}

/** A text; what is no UTF-8 is replaced. */
export function textOf(reader: PbfReader): string {
  return decoder.decode(bytesOf(reader));
}

const decoder = new TextDecoder();

/**
 * Reads the message within a message that the reader stands before, field by field, into `into`: without a new reader and
 * closures for each, since there are thousands.
 */
export function readInto<T>(
  reader: PbfReader,
  read: (field: number, into: T, own: PbfReader) => void,
  into: T,
): T {
  const end = reader.readVarint() + reader.pos;
  if (end > reader.length) cutOff();
  reader.readFields(read, into, end);
  if (reader.pos !== end) cutOff();
  return into;
}
