import type { PbfReader } from 'pbf';
import { PbfWriter } from 'pbf';
import { refuse } from '../refuse.ts';
import type { Fields } from './protobuf.ts';
import { bytesOf, readMessage, tag, textOf } from './protobuf.ts';

/**
 * Messages of OTLP as objects, with the names that they have in JSON:
 * https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/metrics/v1/metrics.proto
 */
type Made = Record<string, unknown>;

/** Values within values. */
const MAX_DEPTH = 20;

export function readExport(bytes: Uint8Array): Made {
  return made(bytes, (own) => ({ ...each(own, 1, 'resourceMetrics', resourceMetrics) }));
}

function made(bytes: Uint8Array, fields: (own: Made) => Fields): Made {
  const own: Made = {};
  readMessage(bytes, fields(own));
  return own;
}

const resourceMetrics = (bytes: Uint8Array) =>
  made(bytes, (own) => ({
    ...one(own, 1, 'resource', attributed(1)),
    ...each(own, 2, 'scopeMetrics', (scope) =>
      made(scope, (inner) => each(inner, 2, 'metrics', metric)),
    ),
  }));

const metric = (bytes: Uint8Array) =>
  made(bytes, (own) => ({
    ...text(own, 1, 'name'),
    ...text(own, 2, 'description'),
    ...text(own, 3, 'unit'),
    ...one(own, 5, 'gauge', pointsOf(numberPoint)),
    ...one(own, 7, 'sum', pointsOf(numberPoint)),
    ...one(own, 9, 'histogram', pointsOf(histogramPoint)),
    ...one(own, 10, 'exponentialHistogram', pointsOf(exponentialPoint)),
    ...one(own, 11, 'summary', pointsOf(summaryPoint)),
  }));

const pointsOf = (point: (bytes: Uint8Array) => Made) => (bytes: Uint8Array) =>
  made(bytes, (own) => ({
    ...each(own, 1, 'dataPoints', point),
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

const numberPoint = (bytes: Uint8Array) =>
  made(bytes, (own) => ({
    ...each(own, 7, 'attributes', keyValue(0)),
    ...times(own),
    ...double(own, 4, 'asDouble'),
    ...set(own, tag.fixed64(6), 'asInt', (reader) => reader.readSFixed64()),
    ...varint(own, 8, 'flags'),
  }));

const histogramPoint = (bytes: Uint8Array) =>
  made(bytes, (own) => ({
    ...each(own, 9, 'attributes', keyValue(0)),
    ...counted(own),
    ...all(own, 6, 'bucketCounts', (reader) => reader.readFixed64()),
    ...all(own, 7, 'explicitBounds', (reader) => reader.readDouble()),
    ...varint(own, 10, 'flags'),
  }));

const exponentialPoint = (bytes: Uint8Array) =>
  made(bytes, (own) => ({
    ...each(own, 1, 'attributes', keyValue(0)),
    ...counted(own),
    ...set(own, tag.varint(6), 'scale', (reader) => reader.readSVarint()),
    ...fixed(own, 7, 'zeroCount'),
    ...one(own, 8, 'positive', buckets),
    ...one(own, 9, 'negative', buckets),
    ...varint(own, 10, 'flags'),
  }));

const buckets = (bytes: Uint8Array) =>
  made(bytes, (own) => {
    const counts: number[] = [];
    own['bucketCounts'] = counts;
    return {
      ...set(own, tag.varint(1), 'offset', (reader) => reader.readSVarint()),
      [tag.varint(2)]: (reader) => void counts.push(reader.readVarint()),
      [tag.bytes(2)]: (reader) => void reader.readPackedVarint(counts),
    };
  });

const summaryPoint = (bytes: Uint8Array) =>
  made(bytes, (own) => ({
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

const attributed = (field: number) => (bytes: Uint8Array) =>
  made(bytes, (own) => each(own, field, 'attributes', keyValue(0)));

const keyValue = (depth: number) => (bytes: Uint8Array) =>
  made(bytes, (own) => ({ ...text(own, 1, 'key'), ...one(own, 2, 'value', anyValue(depth)) }));

const anyValue = (depth: number) => (bytes: Uint8Array) => {
  if (depth > MAX_DEPTH) refuse(400, `values are nested deeper than ${MAX_DEPTH}`);
  return made(bytes, (own) => ({
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

function set(own: Made, key: number, name: string, read: (reader: PbfReader) => unknown): Fields {
  return {
    [key]: (reader) => {
      own[name] = read(reader);
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
const one = (own: Made, field: number, name: string, read: (bytes: Uint8Array) => Made) =>
  set(own, tag.bytes(field), name, (reader) => read(bytesOf(reader)));

function each(own: Made, field: number, name: string, read: (bytes: Uint8Array) => Made): Fields {
  const list: Made[] = [];
  own[name] = list;
  return { [tag.bytes(field)]: (reader) => void list.push(read(bytesOf(reader))) };
}

/** Numbers of eight bytes, one by one or packed. */
function all(own: Made, field: number, name: string, read: (reader: PbfReader) => number): Fields {
  const list: number[] = [];
  own[name] = list;
  return {
    [tag.fixed64(field)]: (reader) => void list.push(read(reader)),
    [tag.bytes(field)]: (reader) => {
      const end = reader.readPackedEnd();
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
