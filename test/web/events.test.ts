import { expect, test } from 'vitest';
import { NOW, pushing } from './serving.ts';

const EVENT = { target: 'web-1', type: 'call' };

test('events are taken one, in an array and by line, each with its reason when it is bad', async () => {
  const { post, world } = await pushing();
  const one = { ...EVENT, tags: { way: 'a' }, body: { ms: 3, ok: true, note: null, text: 'x' } };
  expect(await post('/api/events', one)).toMatchObject({
    status: 202,
    json: { accepted: 1, duplicate: 0, rejected: [] },
  });
  expect(world.events).toEqual([
    { target: 1, type: 'call', at: NOW, tags: one.tags, body: one.body, key: null },
  ]);
  const lines = [JSON.stringify(EVENT), '{"target": "web-1"', JSON.stringify(EVENT)].join('\n');
  const { json } = await post('/api/events', lines);
  expect(json).toMatchObject({ accepted: 2, rejected: [{ index: 1 }] });
  expect(world.happened).toEqual(world.events);
});

const many = (count: number, value: unknown) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`n${at}`, value]));

test.each([
  { row: { type: 'call' }, reason: 'target is missing — add it' },
  { row: { ...EVENT, target: 'web-l' }, reason: '"web-l" is not watched — did you mean web-1?' },
  { row: { target: 'web-1' }, reason: 'type is missing — add it' },
  { row: { ...EVENT, typ: 1 }, reason: 'did you mean type?' },
  { row: { ...EVENT, at: NOW + 400_000 }, reason: 'more than 5 minutes in the future' },
  { row: { ...EVENT, at: 1 }, reason: 'older than what is kept' },
  { row: { ...EVENT, tags: many(21, 'x') }, reason: 'tags: there are 21 — send at most 20' },
  { row: { ...EVENT, tags: { a: 1 } }, reason: 'tag a: 1 — write a text' },
  { row: { ...EVENT, tags: { a: 'x'.repeat(201) } }, reason: 'longer than 200 characters' },
  { row: { ...EVENT, tags: ['a'] }, reason: 'tags: a list — write an object' },
  { row: { ...EVENT, body: many(65, 1) }, reason: 'body: there are 65 — send at most 64' },
  { row: { ...EVENT, body: { a: 'é'.repeat(513) } }, reason: 'body.a is longer than 1024 bytes' },
  { row: { ...EVENT, body: { a: { b: 1 } } }, reason: 'body.a: an object — write a text' },
  { row: { ...EVENT, body: { 'a b': 1 } }, reason: 'name in body: "a b"' },
  { row: { ...EVENT, idempotency_key: 7 }, reason: 'idempotency_key: 7 — write a text' },
  { row: 7, reason: '7 is no row' },
])('a bad row is refused, and the good one beside it kept: $reason', async ({ row, reason }) => {
  const { post, world } = await pushing();
  const { json } = await post('/api/events', [row, EVENT]);
  expect(json).toEqual({
    ...{ accepted: 1, duplicate: 0 },
    rejected: [{ index: 0, reason: expect.stringContaining(reason) }],
  });
  expect(world.events).toHaveLength(1);
});

test('a key that comes again is a duplicate and nothing happens, by row and by request', async () => {
  const { post, world } = await pushing();
  const row = { ...EVENT, idempotency_key: 'a' };
  expect((await post('/api/events', [row, row])).json).toMatchObject({ accepted: 1, duplicate: 1 });
  const header = { 'idempotency-key': 'request' };
  await post('/api/events', [EVENT, EVENT], header);
  expect((await post('/api/events', [EVENT, EVENT], header)).json).toMatchObject({
    ...{ accepted: 0, duplicate: 2 },
  });
  expect(world.happened).toHaveLength(3);
});

test('what cannot be stored is to be sent again, with the same key', async () => {
  const { post, world } = await pushing();
  world.broken = true;
  const header = { 'idempotency-key': 'request' };
  expect((await post('/api/events', [EVENT, 7], header)).json).toEqual({
    ...{ accepted: 0, duplicate: 0 },
    rejected: [
      { index: 0, reason: expect.stringContaining('send it again'), retry: true },
      { index: 1, reason: expect.stringContaining('7 is no row') },
    ],
  });
  expect(world.happened).toEqual([]);
  world.broken = false;
  expect((await post('/api/events', [EVENT, EVENT], header)).json).toMatchObject({ accepted: 2 });
});

test('what a preset records has a path of its own, with the fields by name', async () => {
  const { post, world } = await pushing();
  const row = { target: 'web-1', endpoint: '/pay', duration_ms: 12.5, cached: false, status: 502 };
  expect((await post('/api/calls', row)).json).toMatchObject({ accepted: 1 });
  expect(world.events).toMatchObject([
    {
      ...{ target: 1, type: 'call', at: NOW },
      tags: { endpoint: '/pay', status: '502' },
      body: { duration_ms: 12.5, cached: false },
    },
  ]);
});

test.each([
  { row: { endpoint: '/' }, reason: 'duration_ms is missing — add it' },
  { row: { endpoint: 1, duration_ms: 1 }, reason: 'endpoint: 1 — write a text' },
  { row: { endpoint: '/', duration_ms: '1' }, reason: 'duration_ms: "1" — write a finite number' },
  { row: { endpoint: '/', duration_ms: 1, cached: 1 }, reason: 'cached: 1 — write true or false' },
  { row: { endpoint: '/', duration: 1 }, reason: 'did you mean duration_ms?' },
  { row: { target: 'db-1', endpoint: '/' }, reason: 'the preset of "db-1" records no calls' },
])('a bad record is refused: $reason', async ({ row, reason }) => {
  const { post } = await pushing();
  const { json } = await post('/api/calls', { target: 'web-1', ...row });
  expect(json).toMatchObject({ rejected: [{ index: 0, reason: expect.stringContaining(reason) }] });
});

test('a path that nothing records is not found, and the nearest is named', async () => {
  const { post } = await pushing();
  expect(await post('/api/cals', EVENT)).toMatchObject({
    status: 404,
    json: { error: 'not found — did you mean /api/calls?' },
  });
});

test('a path of a preset that no target has names the preset', async () => {
  const { post } = await pushing();
  expect(await post('/api/messages', EVENT)).toMatchObject({
    status: 404,
    json: { error: 'no target has the preset persona-bot, which takes /api/messages' },
  });
});

test('another method than a path takes is 405, with the one it takes', async () => {
  const { address } = await pushing();
  const answer = await fetch(`${address}/api/metrics`);
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
  expect(await answer.json()).toEqual({ error: 'GET is not what /api/metrics takes — send POST' });
});
