import { PbfReader } from 'pbf';
import { uncompress } from 'snappyjs';
import { expect, test } from 'vitest';
import type { Batch } from '../../src/forward/destination.ts';
import { remoteWrite } from '../../src/forward/remote-write.ts';
import type { OutgoingSample } from '../../src/model/export.ts';
import { aBatch } from './destination-contract.ts';

interface Series {
  labels: [string, string][];
  points: [at: number, value: number][];
}

/** What a receiver finds in the body: https://github.com/prometheus/prometheus/blob/main/prompb/types.proto */
function decoded(body: Uint8Array): Series[] {
  const all: Series[] = [];
  new PbfReader(uncompress(body)).readFields((tag, found: Series[], request) => {
    if (tag !== 1) return;
    const series: Series = { labels: [], points: [] };
    found.push(series);
    request.readMessage((part, into: Series, reader) => {
      const fields: (string | number)[] = [];
      reader.readMessage((field, into2: (string | number)[], inner) => {
        if (part === 1) into2[field] = inner.readString();
        else into2[field] = field === 1 ? inner.readDouble() : inner.readVarint(true);
      }, fields);
      if (part === 1) into.labels.push([String(fields[1]), String(fields[2])]);
      else into.points.push([Number(fields[2]), Number(fields[1])]);
    }, series);
  }, all);
  return all;
}

async function sent(
  samples: readonly Partial<OutgoingSample>[],
  describe: Batch['describe'] = aBatch([]).describe,
) {
  const requests: { headers: Headers; series: Series[] }[] = [];
  const ask: typeof fetch = async (_url, init) => {
    const series = decoded(init?.body as Uint8Array);
    requests.push({ headers: new Headers(init?.headers), series });
    return new Response(null, { status: 204 });
  };
  const place = { kind: 'remote_write', url: 'http://x', login: { kind: 'none' } } as const;
  await remoteWrite(place, ask).send({ ...aBatch(samples), describe }, AbortSignal.timeout(10_000));
  const [request] = requests;
  if (!request) throw new Error('nothing was sent');
  return request;
}

test('labels stand in order, under legal names, with the target', async () => {
  const { series, headers } = await sent([
    { metric: '1st.queue-length', labels: { zone: 'b', 'k8s.pod': 'x', A: 'a', none: '' }, at: 5 },
  ]);
  expect(series).toEqual([
    {
      labels: [
        ['A', 'a'],
        ['__name__', '_1st_queue_length'],
        ['k8s_pod', 'x'],
        ['target', 'web-1'],
        ['zone', 'b'],
      ],
      points: [[5, 1]],
    },
  ]);
  expect(Object.fromEntries(headers)).toMatchObject({
    ...{ 'content-encoding': 'snappy', 'content-type': 'application/x-protobuf' },
    'x-prometheus-remote-write-version': '0.1.0',
  });
});

test('a series is there once, its points by time, each time once', async () => {
  const { series } = await sent([
    { at: 30, value: 3 },
    { at: 10, value: 1 },
    { at: 20, value: 2, target: 'db-1' },
    { at: 10, value: 9 },
  ]);
  expect(series.map(({ points }) => points)).toEqual([
    [
      [10, 9],
      [30, 3],
    ],
    [[20, 2]],
  ]);
});

test('names and units are those of GET /metrics', async () => {
  const { series } = await sent([
    { metric: 'api.response_ms', value: 250 },
    { metric: 'api.requests', value: 7 },
  ]);
  expect(series.map(({ labels, points }) => [labels[0]?.[1], points[0]?.[1]])).toEqual([
    ['api_response_seconds', 0.25],
    ['api_requests_total', 7],
  ]);
});

test('times before 1970 and far away keep their sign and their digits', async () => {
  const { series } = await sent([{ at: -1_500 }, { at: 4_102_444_800_123, target: 'db-1' }]);
  expect(series.map(({ points }) => points[0]?.[0])).toEqual([-1_500, 4_102_444_800_123]);
});

test('parts of a histogram that came as series keep their ends, in the base unit', async () => {
  const counters = new Set(['h_ms_bucket', 'h_ms_count', 'h_ms_sum', 'jobs_count']);
  const { series } = await sent(
    [
      { metric: 'h_ms_bucket', labels: { le: '5' }, value: 1 },
      { metric: 'h_ms_bucket', labels: { le: '+Inf' }, value: 2 },
      { metric: 'h_ms_count', value: 2 },
      { metric: 'h_ms_sum', value: 9 },
      { metric: 'jobs_count', value: 7 },
    ],
    (metric) => ({ unit: 'none', isCounter: counters.has(metric) }),
  );
  const shown = series.map(({ labels, points }) => {
    const { __name__: name, le = '' } = Object.fromEntries(labels) as Record<string, string>;
    return `${name} ${le} ${points[0]?.[1]}`;
  });
  expect(shown).toEqual([
    'h_seconds_bucket 0.005 1',
    'h_seconds_bucket +Inf 2',
    'h_seconds_count  2',
    'h_seconds_sum  0.009',
    'jobs_count_total  7',
  ]);
});
