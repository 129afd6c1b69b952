import { PbfReader } from 'pbf';
import type { RawRow } from '../body.ts';
import type { Learned } from '../learned.ts';
import { learn } from '../learned.ts';
import { legalName } from './legal-name.ts';
import type { FieldCounter, Part } from './protobuf.ts';
import { bytesOf, fieldCounter, guarded, readInto, readMessage, tag, textOf } from './protobuf.ts';
import { broken, sent } from './sent-row.ts';

interface Series {
  readonly labels: [name: string, value: string][];
  readonly samples: { value: number; at: number }[];
  /** Native histograms. */
  native: number;
}

/**
 * Reads a WriteRequest, series by series: https://prometheus.io/docs/specs/prw/remote_write_spec/
 * A value that is no number makes no row: it marks that a series ends here, or that a summary had nothing to sum up.
 * What it says of metrics is put to `learned`.
 *
 * @throws Refused when it is none, cut off, or has too many fields.
 */
export function* readWriteRequest(
  bytes: Uint8Array,
  learned: Learned[],
): Generator<readonly RawRow[]> {
  const reader = new PbfReader(bytes);
  const counter = fieldCounter();
  for (;;) {
    counter.piece();
    counter.spend(1);
    const part = guarded(() => readPart(reader, counter, learned));
    if (part === null) break;
    yield part;
  }
}

/** null at the end. */
function readPart(
  reader: PbfReader,
  counter: FieldCounter,
  learned: Learned[],
): readonly RawRow[] | null {
  const field = reader.nextField();
  if (field === 0) return checkedEnd(reader);
  const key = field * 8 + reader.type;
  if (key === tag.bytes(1)) {
    const series: Series = { labels: [], samples: [], native: 0 };
    return rowsOf(readInto(reader, counter, { read: seriesField, into: series }));
  }
  if (key === tag.bytes(3)) learn(learned, readMetadata({ bytes: bytesOf(reader), counter }));
  return [];
}

function checkedEnd({ pos, length }: PbfReader): null {
  if (pos !== length) throw new RangeError('a field is cut off');
  return null;
}

function seriesField(field: number, into: Series, reader: PbfReader, counter: FieldCounter): void {
  switch (field * 8 + reader.type) {
    case tag.bytes(1):
      into.labels.push(readInto(reader, counter, { read: labelField, into: ['', ''] }));
      break;
    case tag.bytes(2):
      into.samples.push(
        readInto(reader, counter, { read: sampleField, into: { value: 0, at: 0 } }),
      );
      break;
    case tag.bytes(4):
      bytesOf(reader);
      into.native += 1;
      break;
    default:
  }
}

function labelField(field: number, into: [string, string], reader: PbfReader): void {
  const key = field * 8 + reader.type;
  if (key === tag.bytes(1)) into[0] = reader.readString();
  if (key === tag.bytes(2)) into[1] = reader.readString();
}

function sampleField(field: number, into: { value: number; at: number }, reader: PbfReader): void {
  const key = field * 8 + reader.type;
  if (key === tag.fixed64(1)) into.value = reader.readDouble();
  if (key === tag.varint(2)) into.at = reader.readVarint(true);
}

function rowsOf({ labels, samples, native }: Series): readonly RawRow[] {
  const labelled = new Map(labels);
  const own = {
    metric: legalName(labelled.get('__name__') ?? ''),
    labels: labels.flatMap(([name, value]) =>
      name === '__name__' || value === '' ? [] : [[legalName(name), value] as const],
    ),
    hints: hintsOf(labelled),
  };
  return [
    ...samples
      .filter(({ value }) => !Number.isNaN(value))
      .map((sample) => sent({ ...own, ...sample })),
    ...Array.from({ length: native }, () => broken(NATIVE)),
  ];
}

const NATIVE = 'native histograms are not taken — send classic ones, with buckets of label `le`';

/** A scraped address without its port, else the job. */
function hintsOf(labels: ReadonlyMap<string, string>): readonly string[] {
  const instance = labels.get('instance')?.replace(/:\d+$/, '');
  return [instance, labels.get('job')].filter((name) => name !== undefined);
}

/** Types by their numbers: https://github.com/prometheus/prometheus/blob/main/prompb/types.proto */
const TYPES = [
  'gauge',
  'counter',
  'gauge',
  'histogram',
  'gauge',
  'histogram',
  'gauge',
  'gauge',
] as const;

function readMetadata(part: Part): Learned {
  const made = { name: '', type: 'gauge' as Learned['type'], unit: '', help: '' };
  readMessage(part, {
    [tag.varint(1)]: (reader) => {
      made.type = TYPES[reader.readVarint()] ?? 'gauge';
    },
    [tag.bytes(2)]: (reader) => {
      made.name = legalName(textOf(reader));
    },
    [tag.bytes(4)]: (reader) => {
      made.help = textOf(reader);
    },
    [tag.bytes(5)]: (reader) => {
      made.unit = textOf(reader);
    },
  });
  return made;
}
