import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { readExport } from '../../../src/web/protocols/otlp-proto.ts';
import { NOW } from '../serving.ts';
import { exportRequest } from './export-request.ts';
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
    expect(() => readExport(whole)).not.toThrow();
    for (let length = 1; length < whole.length; length++) {
      expect(() => readExport(whole.subarray(0, length))).toThrow('cut off');
    }
  });
});
