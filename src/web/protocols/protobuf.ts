import { PbfReader } from 'pbf';
import { refuse } from '../refuse.ts';

/** Fields of one request, and of what is read before others get their turn: of some 10 ms. */
const MOST_FIELDS = 1_000_000;
const MOST_AT_ONCE = 100_000;

/** Counts the fields of one request, so that a small body cannot stand for millions of empty messages. */
export interface FieldCounter {
  /** A new piece begins: others had their turn. */
  piece(): void;
  /** @throws Refused when there are too many. */
  spend(fields: number): void;
}

export function fieldCounter(): FieldCounter {
  let all = 0;
  let own = 0;
  return {
    piece() {
      own = 0;
    },
    spend(fields) {
      all += fields;
      own += fields;
      if (own > MOST_AT_ONCE) tooMany(MOST_AT_ONCE, 'one message');
      if (all > MOST_FIELDS) tooMany(MOST_FIELDS, 'the body');
    },
  };
}

function tooMany(most: number, what: string): never {
  refuse(413, `${what} has more than ${most} fields — send fewer rows at once`);
}

/** The bytes of a message, and what its fields are counted by. */
export interface Part {
  readonly bytes: Uint8Array;
  readonly counter: FieldCounter;
}

/** What to do with each field, by its tag: the field's number times eight and its wire type. Others are passed over. */
export type Fields = Readonly<Record<number, (reader: PbfReader, counter: FieldCounter) => void>>;

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
export function readMessage({ bytes, counter }: Part, fields: Fields): void {
  const reader = new PbfReader(bytes);
  while (nextField(reader, fields, counter)) if (reader.pos > bytes.length) break;
  if (reader.pos !== bytes.length) cutOff();
}

function nextField(reader: PbfReader, fields: Fields, counter: FieldCounter): boolean {
  counter.spend(1);
  return guarded(() => {
    const field = reader.nextField();
    if (field !== 0) fields[field * 8 + reader.type]?.(reader, counter);
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
  counter: FieldCounter,
  {
    read,
    into,
  }: { read(field: number, into: T, own: PbfReader, counter: FieldCounter): void; into: T },
): T {
  const end = reader.readVarint() + reader.pos;
  if (end > reader.length) cutOff();
  for (let field = reader.nextField(end); field !== 0; field = reader.nextField(end)) {
    counter.spend(1);
    read(field, into, reader, counter);
  }
  if (reader.pos !== end) cutOff();
  return into;
}
