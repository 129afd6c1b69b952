import { compress } from 'snappyjs';
import { expect, test } from 'vitest';
import { jsonIn, type RawRow } from '../../../src/web/body.ts';
import { rowsOfLines } from '../../../src/web/protocols/line-protocol.ts';
import { bucketRanges } from '../../../src/web/protocols/otlp-histogram.ts';
import { readExport } from '../../../src/web/protocols/otlp-proto.ts';
import { rowsOfExport } from '../../../src/web/protocols/otlp-rows.ts';
import { readWriteRequest } from '../../../src/web/protocols/remote-write.ts';
import { sentRowReader } from '../../../src/web/protocols/sent-row.ts';
import { unsnap } from '../../../src/web/protocols/snappy.ts';
import { statsdRows } from '../../../src/web/protocols/statsd-flush.ts';
import { readStatsd } from '../../../src/web/protocols/statsd-line.ts';
import { statsdWindow } from '../../../src/web/protocols/statsd-window.ts';
import { runningTotals } from '../../../src/web/protocols/totals.ts';
import { Refused } from '../../../src/web/refuse.ts';
import { watchedTargets } from '../../../src/web/watched.ts';
import { often } from '../../support/often.ts';
import { KEY, NOW } from '../serving.ts';
import { exportRequest, plainOf } from './export-request.ts';
import { packed, writeRequest } from './write-request.ts';

const MUTATIONS = often(2_000, 100_000);

/** Numbers from 0 to 1 that are the same in every run: https://en.wikipedia.org/wiki/Xorshift */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Some bytes changed, put in, left out, said again or cut off. */
function mutated(bytes: Uint8Array, random: () => number): Buffer {
  let made = Buffer.from(bytes);
  const place = () => Math.floor(random() * (made.length + 1));
  for (let changes = 1 + Math.floor(random() * 4); changes > 0; changes--) {
    const [from, to] = [place(), place()].sort((one, other) => one - other) as [number, number];
    const byte = Buffer.from([Math.floor(random() * 256)]);
    const kinds = [
      () => Buffer.concat([made.subarray(0, from), byte, made.subarray(from + 1)]),
      () => Buffer.concat([made.subarray(0, from), byte, made.subarray(from)]),
      () => Buffer.concat([made.subarray(0, from), made.subarray(to)]),
      () => Buffer.concat([made.subarray(0, to), made.subarray(from)]),
      () => made.subarray(0, to),
    ];
    made = Buffer.from(kinds[Math.floor(random() * kinds.length)]?.() ?? made);
  }
  return made;
}

const series = [
  {
    labels: { __name__: 'up', instance: 'web-1:9100', job: 'node' },
    samples: [
      [1, NOW],
      [Number.NaN, NOW],
    ] as const,
    native: 1,
  },
];
const metadata = [{ type: 1, name: 'up', help: 'h', unit: 's' }];
const lines = [
  'cpu,host=web-1,a\\ b=c usage=1.5,idle=2i,up=t,text="a \\" b\nc" 1894708800000000000',
  'mem value=1e3\n# comment\ndisk,path=/var used=1u 1894708800000000000',
].join('\n');
const statsd = `a.b:1:2|ms|@0.5|#target:web-1,api_key:${KEY}\n${KEY}.c:-1|g|#target:web-1\nd:x|s|#api_key:${KEY}`;

const rows = (message: unknown) => {
  const totals = runningTotals();
  const ranges = bucketRanges();
  return [...rowsOfExport(message, { totals, ranges, learned: [] })].flat().map(({ row }) => row);
};

const DECODERS: Record<string, { sample: Uint8Array; decode(bytes: Buffer): readonly RawRow[] }> = {
  'line protocol': {
    sample: Buffer.from(lines),
    decode: (bytes) => [...rowsOfLines(bytes.toString(), 1e-6)].flat().map(({ row }) => row),
  },
  'remote write': {
    sample: writeRequest(series, metadata),
    decode: (bytes) => [...readWriteRequest(bytes, [])].flat(),
  },
  'remote write, packed': {
    sample: packed(series, metadata),
    decode: (bytes) => {
      const plain = unsnap(bytes, 1_000_000);
      return plain instanceof Uint8Array ? [...readWriteRequest(plain, [])].flat() : [];
    },
  },
  Snappy: {
    sample: compress(Buffer.from('a long text, a long text, and a longer text '.repeat(9))),
    decode: (bytes) => {
      expect(unsnap(bytes, 100_000)?.length ?? 0).toBeLessThanOrEqual(100_000);
      return [];
    },
  },
  'OTLP in protobuf': { sample: exportRequest(), decode: (bytes) => rows(readExport(bytes)) },
  'OTLP in JSON': {
    sample: Buffer.from(JSON.stringify(plainOf(readExport(exportRequest())))),
    decode: (bytes) => {
      const read = jsonIn(bytes.toString(), 32);
      return read.kind === 'json' ? rows(read.value) : [];
    },
  },
  StatsD: {
    sample: Buffer.from(statsd),
    decode: (bytes) => {
      const window = statsdWindow(() => 0.5);
      for (const line of bytes.toString().split('\n')) {
        const read = readStatsd(line, { length: KEY.length, is: (given) => given === KEY });
        if (typeof read !== 'string') window.add(read);
      }
      return statsdRows()(window.series, { from: NOW - 10_000, to: NOW });
    },
  },
};

const read = sentRowReader(null, 'the label target');
const watched = watchedTargets([
  { id: 1, name: 'web-1' },
  { id: 2, name: 'db-1' },
]);

/** Rows of what is no request at all are as good as none. */
function decoded(decode: (bytes: Buffer) => readonly RawRow[], bytes: Buffer): readonly RawRow[] {
  try {
    return decode(bytes);
  } catch (error) {
    if (error instanceof Refused) return [];
    throw error;
  }
}

/** What becomes of the rows of one request when they are taken in. */
function judged(raw: RawRow): 'good' | 'refused' {
  const row = raw.kind === 'json' ? read(raw.value, PERIOD, watched) : raw.reason;
  if (typeof row === 'string') return 'refused';
  if (row.readings.some(({ value }) => !Number.isFinite(value))) throw new Error('no number');
  return 'good';
}

const PERIOD = { now: NOW, oldest: NOW - 30 * 86_400_000 };

test.each(Object.entries(DECODERS))(
  `%s: ${MUTATIONS} damaged ones are read or refused`,
  (name, one) => {
    const random = numbers(20_300_115);
    const seen = { good: 0, refused: 0 };
    for (let count = 0; count < MUTATIONS; count++) {
      const bytes = mutated(one.sample, random);
      for (const raw of decoded(one.decode, bytes)) seen[judged(raw)] += 1;
    }
    const least = name === 'Snappy' ? 0 : MUTATIONS / 100;
    expect(seen.good).toBeGreaterThanOrEqual(least);
    expect(seen.refused).toBeGreaterThanOrEqual(least);
  },
);
