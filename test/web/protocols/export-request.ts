import { PbfWriter } from 'pbf';
import { NOW } from '../serving.ts';

type Write = (writer: PbfWriter) => void;

/** A field that holds a message. */
const message =
  (field: number, ...parts: readonly Write[]): Write =>
  (writer) =>
    writer.writeMessage(
      field,
      (all, inner) => {
        for (const part of all) part(inner);
      },
      parts,
    );
const text =
  (field: number, value: string): Write =>
  (writer) =>
    writer.writeStringField(field, value);
const varint =
  (field: number, value: number): Write =>
  (writer) =>
    writer.writeVarintField(field, value);
const double =
  (field: number, value: number): Write =>
  (writer) =>
    writer.writeDoubleField(field, value);
const fixed =
  (field: number, value: number): Write =>
  (writer) =>
    writer.writeFixed64Field(field, value);

const time = fixed(3, NOW * 1e6);
const attribute = (field: number) => message(field, text(1, 'path'), message(2, text(1, '/a')));
const list = message(7, text(1, 'list'), message(2, message(5, message(1, varint(3, 4)))));

/** An ExportMetricsServiceRequest with a metric of every kind, as protobuf. */
export function exportRequest(): Uint8Array {
  const writer = new PbfWriter();
  message(
    1,
    message(1, message(1, text(1, 'service.name'), message(2, text(1, 'web-1')))),
    message(
      2,
      message(
        2,
        text(1, 'g'),
        text(3, 'By'),
        message(5, message(1, attribute(7), list, time, double(4, 1))),
      ),
      message(
        2,
        text(1, 's'),
        message(7, message(1, time, fixed(6, 5)), varint(2, 1), varint(3, 1)),
      ),
      message(
        2,
        text(1, 'h'),
        message(9, message(1, attribute(9), time, ...histogram), varint(2, 2)),
      ),
      message(2, text(1, 'e'), message(10, message(1, time, ...exponential), varint(2, 1))),
      message(
        2,
        text(1, 'q'),
        message(11, message(1, time, fixed(4, 2), message(6, double(1, 0.5)))),
      ),
    ),
  )(writer);
  return writer.finish();
}

const histogram: readonly Write[] = [
  fixed(4, 6),
  double(5, 9.5),
  (writer) => writer.writePackedFixed64(6, [1, 2, 3]),
  (writer) => writer.writePackedDouble(7, [1, 2.5]),
];

const exponential: readonly Write[] = [
  fixed(4, 3),
  (writer) => writer.writeSVarintField(6, 3),
  message(
    8,
    (writer) => writer.writeSVarintField(1, 7),
    (writer) => writer.writePackedVarint(2, [1, 2]),
  ),
];

/** A request with all that is read while it is gone through. */
export function plainOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Symbol.iterator in value) return Array.from(value as Iterable<unknown>, plainOf);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plainOf(one)]));
}
