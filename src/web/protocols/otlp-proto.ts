import type { PbfReader } from 'pbf';
import { PbfWriter } from 'pbf';
import { refuse } from '../refuse.ts';
import type { FieldCounter, Fields, Part } from './protobuf.ts';
import { bytesOf, fieldCounter, readMessage, tag, textOf } from './protobuf.ts';

/**
 * Messages of OTLP as objects, with the names that they have in JSON:
 * https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/metrics/v1/metrics.proto
 */
type Made = Record<string, unknown>;

/** Values within values. */
const MAX_DEPTH = 20;

/**
 * Lists of resources, scopes, metrics and points are read while they are gone through, once, so that others can get their
 * turn in between.
 *
 * @throws Refused, also while a list is gone through, when a message is cut off or has too many fields.
 */
export function readExport(bytes: Uint8Array): Made {
  const part = { bytes, counter: fieldCounter() };
  return made(part, (own) => ({ ...eachLater(own, 1, 'resourceMetrics', resourceMetrics) }));
}

function made(part: Part, fields: (own: Made) => Fields): Made {
  const own: Made = {};
  readMessage(part, fields(own));
  return own;
}

const resourceMetrics = (part: Part) =>
  made(part, (own) => ({
    ...one(own, 1, 'resource', attributed(1)),
    ...eachLater(own, 2, 'scopeMetrics', (scope) =>
      made(scope, (inner) => eachLater(inner, 2, 'metrics', metric)),
    ),
  }));

const metric = (part: Part) =>
  made(part, (own) => ({
    ...text(own, 1, 'name'),
    ...text(own, 2, 'description'),
    ...text(own, 3, 'unit'),
    ...one(own, 5, 'gauge', pointsOf(numberPoint)),
    ...one(own, 7, 'sum', pointsOf(numberPoint)),
    ...one(own, 9, 'histogram', pointsOf(histogramPoint)),
    ...one(own, 10, 'exponentialHistogram', pointsOf(exponentialPoint)),
    ...one(own, 11, 'summary', pointsOf(summaryPoint)),
  }));

const pointsOf = (point: (part: Part) => Made) => (part: Part) =>
  made(part, (own) => ({
    ...eachLater(own, 1, 'dataPoints', point),
    ...varint(own, 2, 'aggregationTemporality'),
    ...varint(own, 3, 'isMonotonic'),
  }));

const times = (own: Made) => ({
  ...fixed(own, 2, 'startTimeUnixNano'),
  ...fixed(own, 3, 'timeUnixNano'),
});

const counted = (own: Made) => ({
  ...times(own),
  ...fixed(own, 4, 'count'),
  ...double(own, 5, 'sum'),
});

const numberPoint = (part: Part) =>
  made(part, (own) => ({
    ...each(own, 7, 'attributes', keyValue(0)),
    ...times(own),
    ...double(own, 4, 'asDouble'),
    ...set(own, tag.fixed64(6), 'asInt', (reader) => reader.readSFixed64()),
    ...varint(own, 8, 'flags'),
  }));

const histogramPoint = (part: Part) =>
  made(part, (own) => ({
    ...each(own, 9, 'attributes', keyValue(0)),
    ...counted(own),
    ...all(own, 6, 'bucketCounts', (reader) => reader.readFixed64()),
    ...all(own, 7, 'explicitBounds', (reader) => reader.readDouble()),
    ...varint(own, 10, 'flags'),
  }));

const exponentialPoint = (part: Part) =>
  made(part, (own) => ({
    ...each(own, 1, 'attributes', keyValue(0)),
    ...counted(own),
    ...set(own, tag.varint(6), 'scale', (reader) => reader.readSVarint()),
    ...fixed(own, 7, 'zeroCount'),
    ...one(own, 8, 'positive', buckets),
    ...one(own, 9, 'negative', buckets),
    ...varint(own, 10, 'flags'),
  }));

const buckets = (part: Part) =>
  made(part, (own) => {
    const counts: number[] = [];
    own['bucketCounts'] = counts;
    return {
      ...set(own, tag.varint(1), 'offset', (reader) => reader.readSVarint()),
      [tag.varint(2)]: (reader) => void counts.push(reader.readVarint()),
      [tag.bytes(2)]: (reader, counter) => {
        const before = counts.length;
        reader.readPackedVarint(counts);
        counter.spend(counts.length - before);
      },
    };
  });

const summaryPoint = (part: Part) =>
  made(part, (own) => ({
    ...each(own, 7, 'attributes', keyValue(0)),
    ...counted(own),
    ...each(own, 6, 'quantileValues', (quantile) =>
      made(quantile, (inner) => ({
        ...double(inner, 1, 'quantile'),
        ...double(inner, 2, 'value'),
      })),
    ),
    ...varint(own, 8, 'flags'),
  }));

const attributed = (field: number) => (part: Part) =>
  made(part, (own) => each(own, field, 'attributes', keyValue(0)));

const keyValue = (depth: number) => (part: Part) =>
  made(part, (own) => ({ ...text(own, 1, 'key'), ...one(own, 2, 'value', anyValue(depth)) }));

const anyValue = (depth: number) => (part: Part) => {
  if (depth > MAX_DEPTH) refuse(400, `values are nested deeper than ${MAX_DEPTH}`);
  return made(part, (own) => ({
    ...text(own, 1, 'stringValue'),
    ...set(own, tag.varint(2), 'boolValue', (reader) => reader.readBoolean()),
    ...set(own, tag.varint(3), 'intValue', (reader) => reader.readVarint(true)),
    ...double(own, 4, 'doubleValue'),
    ...one(own, 5, 'arrayValue', (list) =>
      made(list, (inner) => each(inner, 1, 'values', anyValue(depth + 1))),
    ),
    ...one(own, 6, 'kvlistValue', (list) =>
      made(list, (inner) => each(inner, 1, 'values', keyValue(depth + 1))),
    ),
  }));
};

function set(
  own: Made,
  key: number,
  name: string,
  read: (reader: PbfReader, counter: FieldCounter) => unknown,
): Fields {
  return {
    [key]: (reader, counter) => {
      own[name] = read(reader, counter);
    },
  };
}

const text = (own: Made, field: number, name: string) => set(own, tag.bytes(field), name, textOf);
const varint = (own: Made, field: number, name: string) =>
  set(own, tag.varint(field), name, (reader) => reader.readVarint());
const fixed = (own: Made, field: number, name: string) =>
  set(own, tag.fixed64(field), name, (reader) => reader.readFixed64());
const double = (own: Made, field: number, name: string) =>
  set(own, tag.fixed64(field), name, (reader) => reader.readDouble());
const one = (own: Made, field: number, name: string, read: (part: Part) => Made) =>
  set(own, tag.bytes(field), name, (reader, counter) => read({ bytes: bytesOf(reader), counter }));

function each(own: Made, field: number, name: string, read: (part: Part) => Made): Fields {
  const list: Made[] = [];
  own[name] = list;
  return {
    [tag.bytes(field)]: (reader, counter) =>
      void list.push(read({ bytes: bytesOf(reader), counter })),
  };
}

/** The same; each is read when it is asked for. */
function eachLater(own: Made, field: number, name: string, read: (part: Part) => Made): Fields {
  const list: Part[] = [];
  own[name] = readEach(list, read);
  return {
    [tag.bytes(field)]: (reader, counter) => void list.push({ bytes: bytesOf(reader), counter }),
  };
}

function* readEach(list: readonly Part[], read: (part: Part) => Made): Generator<Made> {
  for (const part of list) {
    part.counter.piece();
    yield read(part);
  }
}

/** Numbers of eight bytes, one by one or packed. */
function all(own: Made, field: number, name: string, read: (reader: PbfReader) => number): Fields {
  const list: number[] = [];
  own[name] = list;
  return {
    [tag.fixed64(field)]: (reader) => void list.push(read(reader)),
    [tag.bytes(field)]: (reader, counter) => {
      const end = reader.readPackedEnd();
      counter.spend((end - reader.pos) / 8);
      while (reader.pos < end) list.push(read(reader));
    },
  };
}

/** An ExportMetricsServiceResponse: https://opentelemetry.io/docs/specs/otlp/#otlphttp-response */
export function writeResponse(refused: number, reasons: string): Uint8Array {
  const writer = new PbfWriter();
  if (refused > 0) {
    writer.writeMessage(
      1,
      (_nothing, inner) => {
        inner.writeVarintField(1, refused);
        inner.writeStringField(2, reasons);
      },
      null,
    );
  }
  return writer.finish();
}

/** A google.rpc.Status, which tells why a request was refused as a whole. */
export function writeStatus(message: string): Uint8Array {
  const writer = new PbfWriter();
  writer.writeStringField(2, message);
  return writer.finish();
}
