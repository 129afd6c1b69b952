import { gzipSync } from 'node:zlib';
import { PbfWriter } from 'pbf';
import { describe, expect, test } from 'vitest';
import { bucketRanges } from '../../../src/web/protocols/otlp-histogram.ts';
import { readExport } from '../../../src/web/protocols/otlp-proto.ts';
import { rowsOfExport } from '../../../src/web/protocols/otlp-rows.ts';
import { gathered } from '../../../src/web/protocols/protocol.ts';
import { runningTotals } from '../../../src/web/protocols/totals.ts';
import { NOW } from '../serving.ts';
import { exportRequest, plainOf } from './export-request.ts';
import {
  GOOD,
  gauge,
  JSON_TYPE,
  nanoseconds,
  PATH,
  point,
  request,
  sending,
  sum,
  text,
} from './otlp-sending.ts';

const PROTOBUF = { 'content-type': 'application/x-protobuf' };

function writing(write: (writer: PbfWriter) => void): Uint8Array {
  const writer = new PbfWriter();
  write(writer);
  return writer.finish();
}

/** A request with one point that has so many buckets. */
function histogramOf(writer: PbfWriter, counts: number): void {
  const [RESOURCE, SCOPE, METRIC, HISTOGRAM, POINT] = [1, 2, 2, 10, 1];
  let message = writing((inner) => inner.writePackedVarint(2, Array(counts).fill(1)));
  for (const field of [8, POINT, HISTOGRAM, METRIC, SCOPE]) {
    const inside = message;
    message = writing((inner) => inner.writeBytesField(field, inside));
  }
  writer.writeBytesField(RESOURCE, message);
}

describe('OTLP', () => {
  test.each([
    { name: 'NaN', metric: gauge('b', point({ asDouble: 'NaN' })), says: 'NaN' },
    { name: 'an infinite value', metric: gauge('b', point({ asDouble: 'Infinity' })), says: 'Inf' },
    { name: 'no value', metric: gauge('b', point()), says: 'asDouble or asInt' },
    { name: 'no point', metric: gauge('b', 7 as never), says: 'value is missing' },
    {
      name: 'a future time',
      metric: gauge('b', point({ asInt: 1, timeUnixNano: nanoseconds(NOW + 4e5) })),
      says: 'in the future',
    },
    {
      name: 'an ancient time',
      metric: gauge('b', point({ asInt: 1, timeUnixNano: '5000000' })),
      says: 'older than',
    },
    { name: 'no temporality', metric: sum('b', 0, point({ asInt: 1 })), says: 'Temporality' },
    { name: 'no name', metric: gauge('', point({ asInt: 1 })), says: 'metric: ' },
    {
      name: '10,000 labels',
      metric: gauge(
        'b',
        point({
          asInt: 1,
          attributes: Array.from({ length: 10_000 }, (_, at) => text(`l${at}`, '')),
        }),
      ),
      says: 'there are 10000',
    },
    {
      name: 'too few buckets',
      metric: {
        name: 'b',
        histogram: {
          aggregationTemporality: 2,
          dataPoints: [point({ explicitBounds: [1, 2], bucketCounts: [1] })],
        },
      },
      says: 'send one more than bounds',
    },
    {
      name: 'a scale without end',
      metric: {
        name: 'b',
        exponentialHistogram: { aggregationTemporality: 2, dataPoints: [point({ scale: 1e9 })] },
      },
      says: 'scale: ',
    },
  ])('$name is refused by itself', async ({ metric, says }) => {
    const { sent, world } = await sending();
    const { status, json } = await sent([metric, GOOD]);
    expect(status).toBe(200);
    expect(json.partialSuccess.rejectedDataPoints).toBe('1');
    expect(json.partialSuccess.errorMessage).toContain(says);
    expect(world.stored).toMatchObject([{ metric: 'good' }]);
  });

  test.each([
    { name: 'half of JSON', body: request([GOOD]).slice(0, 60), headers: JSON_TYPE, status: 400 },
    { name: 'deep JSON', body: '['.repeat(100_000), headers: JSON_TYPE, status: 400 },
    { name: 'text', body: 'hello', headers: { 'content-type': 'text/plain' }, status: 415 },
    { name: 'no protobuf', body: 'hello', headers: PROTOBUF, status: 400 },
    {
      name: 'protobuf that ends within a field of another version',
      ...{ body: new Uint8Array([0x7a, 10, 1, 2, 3]), headers: PROTOBUF, status: 400 },
    },
    { name: 'JSON of nothing', body: 'null', headers: JSON_TYPE, status: 200 },
    {
      name: 'a bomb',
      body: gzipSync(Buffer.alloc(100_000_000)),
      headers: { ...PROTOBUF, 'content-encoding': 'gzip' },
      status: 413,
    },
    {
      name: '2,000,000 empty messages',
      body: gzipSync(Buffer.alloc(4_000_000, Buffer.from([0x0a, 0]))),
      headers: { ...PROTOBUF, 'content-encoding': 'gzip' },
      status: 413,
    },
    {
      name: 'messages with 2,000,000 unknown fields',
      body: gzipSync(
        writing((writer) => {
          const inner = Buffer.alloc(190_000, Buffer.from([0x78, 0]));
          for (let count = 0; count < 20; count++) writer.writeBytesField(1, inner);
        }),
      ),
      headers: { ...PROTOBUF, 'content-encoding': 'gzip' },
      status: 413,
    },
    {
      name: 'a histogram of 400,000 counts',
      body: writing((writer) => histogramOf(writer, 400_000)),
      headers: PROTOBUF,
      status: 413,
    },
    {
      name: '1,000,000 empty objects',
      body: gzipSync(`{"resourceMetrics":[${'{},'.repeat(1_000_000)}{}]}`),
      headers: { ...JSON_TYPE, 'content-encoding': 'gzip' },
      status: 413,
    },
    {
      name: 'packed',
      body: gzipSync(request([GOOD])),
      headers: { ...JSON_TYPE, 'content-encoding': 'gzip' },
      status: 200,
    },
    {
      name: 'packed otherwise',
      body: 'x',
      headers: { ...JSON_TYPE, 'content-encoding': 'br' },
      status: 415,
    },
  ])('a body that is $name: $status', async ({ body, headers, status }) => {
    const { send } = await sending();
    const answer = await send(PATH, body, headers);
    expect(answer.status).toBe(status);
    // A google.rpc.Status: its second field is the message.
    if (status === 400 && headers === PROTOBUF) {
      expect(answer.headers.get('content-type')).toBe('application/x-protobuf');
      expect([...answer.bytes.subarray(0, 2)]).toEqual([0x12, answer.bytes.length - 2]);
    }
  });

  test('protobuf is refused wherever it is cut off', () => {
    const whole = exportRequest();
    expect(() => plainOf(readExport(whole))).not.toThrow();
    for (let length = 1; length < whole.length; length++) {
      expect(() => plainOf(readExport(whole.subarray(0, length)))).toThrow('cut off');
    }
  });

  test('others have their turn while a large body is read', async () => {
    const message = readExport(
      writing((writer) => {
        for (let count = 0; count < 90_000; count++) writer.writeBytesField(1, new Uint8Array());
      }),
    );
    const options = { totals: runningTotals(), ranges: bucketRanges(), learned: [] };
    let turns = 0;
    const counting = setInterval(() => turns++, 0);
    await gathered(rowsOfExport(message, options));
    clearInterval(counting);
    expect(turns).toBeGreaterThan(0);
  });

  test('of what is said of metrics 2,000 are heard', async () => {
    const { sent, world } = await sending();
    await sent(Array.from({ length: 2_100 }, (_, at) => gauge(`m${at}`, point({ asInt: 1 }))));
    expect([world.stored.length, world.learned.length]).toEqual([2_100, 2_000]);
  });
});
