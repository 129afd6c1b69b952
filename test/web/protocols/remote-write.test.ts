import { PbfWriter } from 'pbf';
import { compress } from 'snappyjs';
import { describe, expect, test } from 'vitest';
import { NOW, pushing } from '../serving.ts';
import { packed, type SeriesToWrite } from './write-request.ts';

const PATH = '/api/v1/write';
const GOOD: SeriesToWrite = {
  labels: { __name__: 'up', instance: 'web-1:9100', job: 'node' },
  samples: [[1, NOW]],
};

function named(labels: Record<string, string>, value = 1, at = NOW): SeriesToWrite {
  return { labels: { __name__: 'b', ...labels }, samples: [[value, at]] };
}

describe('remote write', () => {
  test.each([
    { name: 'instance without its port', labels: { instance: 'web-1:9100', job: 'db-1' }, on: 1 },
    { name: 'job', labels: { instance: '192.0.2.1:9100', job: 'db-1' }, on: 2 },
    { name: 'target before both', labels: { target: 'db-1', instance: 'web-1:9100' }, on: 2 },
  ])('$name says whose it is', async ({ labels, on }) => {
    const { send, world } = await pushing();
    expect((await send(PATH, packed([named(labels)]))).status).toBe(204);
    const { target: _, ...left } = labels as Record<string, string>;
    expect(world.stored).toMatchObject([{ target: on, metric: 'b', at: NOW, value: 1 }]);
    expect(world.stored[0]?.labels).toEqual(left);
  });

  test('the request may say it, and the label target goes before it', async () => {
    const { send, world } = await pushing();
    await send(`${PATH}?target=db-1`, packed([named({}), named({ target: 'web-1' })]));
    await send(PATH, packed([named({ instance: 'web-1' })]), { 'x-target': 'db-1' });
    expect(world.stored.map(({ target }) => target)).toEqual([2, 1, 2]);
    const wrong = await send(`${PATH}?target=web-2`, packed([GOOD]));
    expect(wrong.status).toBe(400);
    expect(wrong.text).toContain('did you mean web-1?');
  });

  test.each([
    { name: 'an infinite value', series: named({ job: 'web-1' }, 1 / 0), says: 'Infinity' },
    { name: 'a future time', series: named({ job: 'web-1' }, 1, NOW + 4e5), says: 'future' },
    { name: 'an ancient time', series: named({ job: 'web-1' }, 1, 5), says: 'older than' },
    {
      name: 'seconds for milliseconds',
      series: named({ job: 'web-1' }, 1, NOW / 1_000),
      says: 'older than',
    },
    { name: 'no name', series: named({ job: 'web-1', __name__: '' }), says: 'a series: metric: ' },
    { name: 'no target', series: named({ job: 'x' }), says: 'external_labels: {target: <name>}' },
    {
      name: '10,000 labels',
      series: named(Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`l${at}`, '1']))),
      says: 'there are 10000',
    },
    {
      name: 'a native histogram',
      series: { labels: { __name__: 'b' }, samples: [], native: 1 },
      says: 'native histograms',
    },
  ])('$name is refused for good, and what is good is kept', async ({ series, says }) => {
    const { send, world } = await pushing();
    const answer = await send(PATH, packed([series, GOOD]));
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('1 of 2 samples were refused');
    expect(answer.text).toContain(says);
    expect(world.stored).toMatchObject([{ metric: 'up' }]);
  });

  test('that a series ends, or has no value, is no error', async () => {
    const { send, world } = await pushing();
    const body = packed([named({ job: 'web-1' }, Number.NaN), GOOD]);
    expect((await send(PATH, body)).status).toBe(204);
    expect(world.stored).toMatchObject([{ metric: 'up' }]);
  });

  test('types and helps are learned', async () => {
    const { send, world } = await pushing();
    const about = { type: 1, name: 'requests_total', help: 'Requests', unit: '' };
    expect((await send(PATH, packed([], [about]))).status).toBe(204);
    expect(world.learned).toEqual([
      { name: 'requests_total', type: 'counter', help: 'Requests', unit: '' },
    ]);
  });

  test.each([
    { name: 'cut off', body: packed([GOOD]).slice(0, -4), status: 400 },
    { name: 'no Snappy', body: new Uint8Array([255, 255, 255]), status: 400 },
    {
      name: 'a bomb',
      body: new Uint8Array([0xff, 0xff, 0xff, 0xff, 0x0f, 0, 97]),
      status: 413,
    },
    { name: 'no protobuf', body: new Uint8Array([3, 8, 15, 15, 15]), status: 400 },
    {
      name: 'too many samples',
      body: packed([{ ...GOOD, samples: Array.from({ length: 20_001 }, () => [1, NOW] as const) }]),
      status: 413,
    },
  ])('a body that is $name: $status', async ({ body, status }) => {
    const { send, world } = await pushing();
    expect((await send(PATH, body)).status).toBe(status);
    expect(world.stored).toEqual([]);
  });

  test('what may come again is answered with 503 or 429, and a newer protocol with 415', async () => {
    const { send, world } = await pushing({ clock: { monotonic: () => 0 } });
    const type = 'application/x-protobuf;proto=io.prometheus.write.v2.Request';
    expect((await send(PATH, packed([GOOD]), { 'content-type': type })).status).toBe(415);
    world.broken = true;
    expect((await send(PATH, packed([GOOD, named({ job: 'x' })]))).status).toBe(503);
    const codes = new Set<number>();
    for (let count = 0; count < 100; count++) codes.add((await send(PATH, packed([GOOD]))).status);
    expect([...codes]).toEqual([503, 429]);
  });

  test.each([
    { name: '2,000,000 empty series', bytes: [0x0a, 0] },
    { name: '2,000,000 empty descriptions', bytes: [0x1a, 0] },
    { name: '2,000,000 fields of another version', bytes: [0x78, 0] },
  ])('a body of $name is too large', async ({ bytes }) => {
    const { send, world } = await pushing();
    const body = compress(Uint8Array.from(Buffer.alloc(4_000_000, Buffer.from(bytes))));
    expect((await send(PATH, body)).status).toBe(413);
    expect(world.learned).toEqual([]);
  });

  test('a series of 1,000,000 empty samples is too large', async () => {
    const { send } = await pushing();
    const samples = Buffer.alloc(2_000_000, Buffer.from([0x12, 0]));
    const writer = new PbfWriter();
    writer.writeBytesField(1, samples);
    expect((await send(PATH, compress(writer.finish()))).status).toBe(413);
  });

  test('of what is said of metrics 2,000 are heard', async () => {
    const { send, world } = await pushing();
    const metadata = Array.from({ length: 3_000 }, (_, at) => ({
      ...{ type: 1, name: `m${at}`, help: '', unit: '' },
    }));
    expect((await send(PATH, packed([], metadata))).status).toBe(204);
    expect(world.learned).toHaveLength(2_000);
  });
});
