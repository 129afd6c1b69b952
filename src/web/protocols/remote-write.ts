import type { RawRow } from '../body.ts';
import type { Learned } from '../learned.ts';
import { legalName } from './legal-name.ts';
import { bytesOf, readMessage, tag, textOf } from './protobuf.ts';
import type { SentRow } from './sent-row.ts';
import { broken, sent } from './sent-row.ts';

/** What a request of remote write 1.0 holds. */
export interface Written {
  readonly rows: readonly RawRow[];
  readonly learned: readonly Learned[];
}

/**
 * Reads a WriteRequest, until there are more than `most` rows: https://prometheus.io/docs/specs/prw/remote_write_spec/
 * A value that is no number makes no row: it marks that a series ends here, or that a summary had nothing to sum up.
 *
 * @throws MessageError when it is none, or cut off.
 */
export function readWriteRequest(bytes: Uint8Array, most: number): Written {
  const rows: RawRow[] = [];
  const learned: Learned[] = [];
  readMessage(bytes, {
    [tag.bytes(1)]: (reader) => {
      const one = bytesOf(reader);
      if (rows.length <= most) for (const row of readSeries(one)) rows.push(row);
    },
    [tag.bytes(3)]: (reader) => {
      learned.push(readMetadata(bytesOf(reader)));
    },
  });
  return { rows, learned };
}

function readSeries(bytes: Uint8Array): readonly RawRow[] {
  const all: (readonly [string, string])[] = [];
  const samples: { readonly value: number; readonly at: number }[] = [];
  let native = 0;
  readMessage(bytes, {
    [tag.bytes(1)]: (reader) => void all.push(readLabel(bytesOf(reader))),
    [tag.bytes(2)]: (reader) => {
      const sample = readSample(bytesOf(reader));
      if (sample !== null) samples.push(sample);
    },
    [tag.bytes(4)]: (reader) => {
      bytesOf(reader);
      native += 1;
    },
  });
  const labelled = new Map(all);
  const own = {
    metric: legalName(labelled.get('__name__') ?? ''),
    labels: all.flatMap(([name, value]) =>
      name === '__name__' || value === '' ? [] : [[legalName(name), value] as const],
    ),
    hints: hintsOf(labelled),
  };
  return [
    ...samples.map((sample) => sent({ ...own, ...sample } satisfies SentRow)),
    ...Array.from({ length: native }, () => broken(NATIVE)),
  ];
}

const NATIVE = 'native histograms are not taken — send classic ones, with buckets of label `le`';

/** A scraped address without its port, else the job. */
function hintsOf(labels: ReadonlyMap<string, string>): readonly string[] {
  const instance = labels.get('instance')?.replace(/:\d+$/, '');
  return [instance, labels.get('job')].filter((name) => name !== undefined);
}

function readLabel(bytes: Uint8Array): readonly [string, string] {
  let name = '';
  let value = '';
  readMessage(bytes, {
    [tag.bytes(1)]: (reader) => {
      name = textOf(reader);
    },
    [tag.bytes(2)]: (reader) => {
      value = textOf(reader);
    },
  });
  return [name, value];
}

/** null where there is no value. */
function readSample(bytes: Uint8Array): { value: number; at: number } | null {
  let value = 0;
  let at = 0;
  readMessage(bytes, {
    [tag.fixed64(1)]: (reader) => {
      value = reader.readDouble();
    },
    [tag.varint(2)]: (reader) => {
      at = reader.readVarint(true);
    },
  });
  return Number.isNaN(value) ? null : { value, at };
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

function readMetadata(bytes: Uint8Array): Learned {
  const made = { name: '', type: 'gauge' as Learned['type'], unit: '', help: '' };
  readMessage(bytes, {
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
