import { describe, expect, test } from 'vitest';
import { MINUTE, SECOND } from '../../src/model/time.ts';
import { metricRow } from '../../src/web/rows.ts';
import { openSeen } from '../../src/web/seen.ts';
import { NOW, pushing, settings } from './serving.ts';

const ROW = { target: 'web-1', metric: 'queue.length', value: 3 };
describe('metrics', () => {
  test.each([
    { name: 'nothing', at: undefined, stored: NOW },
    { name: 'milliseconds', at: NOW - 5, stored: NOW - 5 },
    { name: 'seconds', at: NOW / 1_000 - 5, stored: NOW - 5_000 },
    { name: 'parts of a second', at: NOW / 1_000 - 0.25, stored: NOW - 250 },
    { name: 'a time in UTC', at: '2030-01-15T11:59:00Z', stored: NOW - MINUTE },
    {
      name: 'a time as Python writes it',
      at: '2030-01-15T12:59:00.123456+01:00',
      stored: NOW - MINUTE + 123,
    },
  ])('have the time of $name', async ({ at, stored }) => {
    const { post, world } = await pushing();
    await post('/api/metrics', { ...ROW, at });
    expect(world.stored).toEqual([
      { target: 1, at: stored, metric: 'queue.length', labels: {}, value: 3 },
    ]);
  });

  test('of 1,000 mixed rows each is taken or named', async () => {
    const { post, world } = await pushing();
    const rows = Array.from({ length: 1_000 }, (_, at) => {
      if (at % 10 === 3) return { ...ROW, value: 'x' };
      if (at % 10 === 7) return { ...ROW, idempotency_key: 'always the same' };
      return { ...ROW, target: at % 2 ? 'web-1' : 'db-1', value: at, labels: { n: `${at % 50}` } };
    });
    const { json } = await post('/api/metrics', rows);
    expect(json).toMatchObject({ accepted: 801, duplicate: 99 });
    expect(json.rejected.map(({ index }: { index: number }) => index)).toEqual(
      Array.from({ length: 100 }, (_, at) => 10 * at + 3),
    );
    expect(world.stored).toHaveLength(801);
  });

  test('are before the rules of their target at once, each series with its points', async () => {
    const { post, world } = await pushing();
    const old = NOW - 10 * MINUTE;
    await post('/api/metrics', [
      { ...ROW, value: 2, at: NOW - SECOND },
      { ...ROW, value: 1, at: NOW - 2 * SECOND },
      { ...ROW, value: 9, labels: { q: 'late' }, at: old },
      { ...ROW, target: 'db-1' },
    ]);
    const points = [
      { at: NOW - 2 * SECOND, value: 1 },
      { at: NOW - SECOND, value: 2 },
    ];
    expect(world.judged).toEqual([
      { target: 1, series: [{ metric: 'queue.length', labels: {}, points }] },
      {
        target: 2,
        series: [{ metric: 'queue.length', labels: {}, points: [{ at: NOW, value: 3 }] }],
      },
    ]);
    await post('/api/metrics', { ...ROW, value: 7, at: NOW - 5 * SECOND });
    expect(world.judged, 'what came before the newest is kept, not judged').toHaveLength(2);
    expect(world.stored).toHaveLength(5);
  });

  test('that cannot be stored are named, and taken when they come again', async () => {
    const { post, world } = await pushing();
    world.broken = true;
    const headers = { 'idempotency-key': 'k' };
    const row = { ...ROW, idempotency_key: 'r' };
    const first = await post('/api/metrics', [row, row], headers);
    const retry = { reason: expect.stringContaining('send it again'), retry: true };
    expect(first.json).toMatchObject({
      ...{ accepted: 0, duplicate: 0 },
      rejected: [
        { index: 0, ...retry },
        { index: 1, ...retry },
      ],
    });
    world.broken = false;
    expect((await post('/api/metrics', row, headers)).json).toMatchObject({ accepted: 1 });
  });

  test('whose key another request is storing just now may come again, and are no duplicates', async () => {
    const { post, world } = await pushing();
    const gate = Promise.withResolvers<void>();
    world.gate = gate.promise;
    const row = { ...ROW, idempotency_key: 'r' };
    const first = post('/api/metrics', row);
    const second = async () => (await post('/api/metrics', row)).json;
    await expect
      .poll(second, { timeout: 5_000 })
      .toMatchObject({ accepted: 0, duplicate: 0, rejected: [{ index: 0, retry: true }] });
    world.broken = true;
    gate.resolve();
    expect((await first).json).toMatchObject({ accepted: 0, rejected: [{ retry: true }] });
    world.broken = false;
    expect(await second()).toMatchObject({ accepted: 1 });
    expect(await second()).toMatchObject({ duplicate: 1 });
  });

  test('of a request with a key wait for the request that has it, and are stored when that fails', async () => {
    const { take, seen, world } = await pushing();
    const gate = Promise.withResolvers<void>();
    Object.assign(world, { gate: gate.promise, broken: true });
    const rows = [{ kind: 'json', value: ROW }] as const;
    const batch = { rows, place: 'metrics', key: 'k', read: metricRow };
    const both = [take(batch), take(batch)];
    expect(seen.take('metrics/request/k')).toBe('underway');
    await Promise.resolve();
    gate.resolve();
    expect(await both[0]).toMatchObject({ accepted: 0, rejected: [{ retry: true }] });
    world.broken = false;
    expect(await both[1]).toMatchObject({ accepted: 1 });
    expect(await take(batch)).toMatchObject({ duplicate: 1 });
  });
});

test('a heartbeat is the metric heartbeat.last: its time in seconds', async () => {
  const { post, world } = await pushing();
  const { json } = await post('/api/heartbeat', [
    { target: 'web-1' },
    { target: 'web-1', name: 'worker' },
    { name: 'x' },
  ]);
  expect(json).toMatchObject({
    accepted: 2,
    rejected: [{ index: 2, reason: 'target is missing — add it' }],
  });
  const beat = { target: 1, at: NOW, metric: 'heartbeat.last', value: NOW / 1_000 };
  expect(world.stored).toEqual([
    { ...beat, labels: {} },
    { ...beat, labels: { name: 'worker' } },
  ]);
});

describe('what comes twice', () => {
  test('with the key of a row is a duplicate, also after a restart', async () => {
    const store = settings();
    const first = await pushing({ store });
    const rows = [
      { ...ROW, idempotency_key: 'a' },
      { ...ROW, idempotency_key: 'a' },
      { ...ROW, idempotency_key: 'b' },
    ];
    expect((await first.post('/api/metrics', rows)).json).toMatchObject({
      accepted: 2,
      duplicate: 1,
    });
    await first.seen[Symbol.asyncDispose]();
    const second = await pushing({ store });
    expect((await second.post('/api/metrics', rows)).json).toMatchObject({
      accepted: 0,
      duplicate: 3,
    });
    expect(
      (await second.post('/api/heartbeat', { target: 'web-1', idempotency_key: 'a' })).json,
    ).toMatchObject({ accepted: 1 });
  });

  test('is new again when the first was not done before a crash', async () => {
    const store = settings();
    const open = () => openSeen({ store, clock: { now: () => NOW }, failed: () => {} });
    const seen = await open();
    expect([seen.take('done'), seen.take('begun')]).toEqual(['new', 'new']);
    seen.keep('done');
    await seen[Symbol.asyncDispose]();
    const later = await open();
    expect([later.take('done'), later.take('begun')]).toEqual(['kept', 'new']);
  });

  test('with the key of a request is a duplicate as a whole', async () => {
    const { post, world } = await pushing();
    const headers = { 'idempotency-key': 'request 1' };
    expect((await post('/api/metrics', [ROW, ROW], headers)).json).toMatchObject({ accepted: 2 });
    expect((await post('/api/metrics', [ROW, ROW], headers)).json).toMatchObject({
      accepted: 0,
      duplicate: 2,
    });
    expect((await post('/api/alerts', { message: 'm' }, headers)).json).toMatchObject({
      accepted: 1,
    });
    expect((await post('/api/alerts', { message: 'm' }, headers)).json).toMatchObject({
      duplicate: 1,
    });
    expect(world.raised).toHaveLength(1);
  });

  test('is new again after a day, and when so many others came that it is forgotten', async () => {
    let now = NOW;
    const store = settings();
    const open = () => openSeen({ store, clock: { now: () => now }, failed: () => {} });
    const seen = await open();
    expect([seen.take('a'), seen.take('a')]).toEqual(['new', 'underway']);
    seen.keep('a');
    expect(seen.take('a')).toBe('kept');
    now += 24 * 60 * MINUTE;
    expect(seen.take('a')).toBe('new');
    seen.keep('a');
    for (let at = 0; at < 70_000; at++) {
      seen.take(`other ${at}`);
      seen.keep(`other ${at}`);
    }
    expect(seen.take('a')).toBe('new');
    expect(seen.take('other 69999')).toBe('kept');
    await seen[Symbol.asyncDispose]();
    expect([...store.all.values()].join('').length).toBeLessThan(1_200_000);
    expect((await open()).take('other 69999')).toBe('kept');
  });

  test('after settings that are damaged is new', async () => {
    const store = settings();
    for (const text of ['{', 'null', '5', '[[1]]', '["x"]', '{"a":1}'])
      store.all.set(`ingest.seen.${store.all.size}`, text);
    const seen = await openSeen({ store, clock: { now: () => NOW }, failed: () => {} });
    expect(seen.take('a')).toBe('new');
  });

  test('costs one small setting a second, however many keys were kept before', async () => {
    const store = settings();
    const seen = await openSeen({ store, clock: { now: () => NOW }, failed: () => {} });
    for (let at = 0; at < 1_000; at++) seen.keep(`old ${at}`);
    await seen[Symbol.asyncDispose]();
    const written: number[] = [];
    const set = store.set;
    store.set = (key, value) => {
      written.push(value.length);
      return set(key, value);
    };
    seen.keep('new');
    await seen[Symbol.asyncDispose]();
    expect(written).toHaveLength(1);
    expect(written[0]).toBeLessThan(2_500);
  });
});
