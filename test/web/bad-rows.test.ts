import { describe, expect, test } from 'vitest';
import { NOW, pushing } from './serving.ts';

const GOOD = { target: 'web-1', metric: 'queue.length', value: 3 };
const row = (more: object) => JSON.stringify({ ...GOOD, ...more });
const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`l${at}`, 'x']));

const BAD: readonly { name: string; text: string; reason: RegExp }[] = [
  {
    name: 'NaN',
    text: '{"target":"web-1","metric":"a","value":NaN}',
    reason: /no valid JSON.*NaN/,
  },
  {
    name: 'an infinity',
    text: '{"target":"web-1","metric":"a","value":1e999}',
    reason: /value: too large/,
  },
  {
    name: 'a minus infinity',
    text: '{"target":"web-1","metric":"a","value":-1e999}',
    reason: /value/,
  },
  {
    name: 'a text for a number',
    text: row({ value: '12' }),
    reason: /value: "12" — write a finite number/,
  },
  { name: 'true for a number', text: row({ value: true }), reason: /value: true/ },
  { name: 'null for a number', text: row({ value: null }), reason: /value: null/ },
  { name: 'no value', text: '{"target":"web-1","metric":"a"}', reason: /value is missing/ },
  { name: 'an empty name', text: row({ metric: '' }), reason: /metric: "" — write a name/ },
  { name: 'a name with a space', text: row({ metric: 'a b' }), reason: /metric: "a b"/ },
  {
    name: 'a name that is too long',
    text: row({ metric: 'a'.repeat(201) }),
    reason: /at most 200/,
  },
  { name: 'a name that objects answer to', text: row({ metric: '__proto__' }), reason: /metric/ },
  {
    name: 'a name that is ours',
    text: row({ metric: 'health.score' }),
    reason: /is ours to measure/,
  },
  { name: 'a number for a name', text: row({ metric: 5 }), reason: /metric: 5/ },
  { name: 'no target', text: '{"metric":"a","value":1}', reason: /target is missing/ },
  {
    name: 'an unknown target',
    text: row({ target: 'web-2' }),
    reason: /"web-2" is not watched — did you mean web-1\?/,
  },
  {
    name: 'a target like none',
    text: row({ target: 'zzzzzzzz' }),
    reason: /write one of web-1, db-1/,
  },
  {
    name: 'an unknown field',
    text: row({ vlaue: 1 }),
    reason: /"vlaue" is no field — did you mean value\?/,
  },
  {
    name: '__proto__ as a field',
    text: '{"target":"web-1","metric":"a","value":1,"__proto__":{"x":1}}',
    reason: /"__proto__" is no field/,
  },
  {
    name: '__proto__ as a label',
    text: '{"target":"web-1","metric":"a","value":1,"labels":{"__proto__":"x"}}',
    reason: /name of a label/,
  },
  { name: '21 labels', text: row({ labels: many(21) }), reason: /there are 21 — send at most 20/ },
  { name: '10,000 labels', text: row({ labels: many(10_000) }), reason: /there are 10000/ },
  {
    name: 'a number as a label',
    text: row({ labels: { a: 1 } }),
    reason: /label a: 1 — write a text/,
  },
  { name: 'a list of labels', text: row({ labels: ['a'] }), reason: /labels: a list/ },
  {
    name: 'a long label',
    text: row({ labels: { a: 'x'.repeat(201) } }),
    reason: /longer than 200/,
  },
  {
    name: 'a label with a line break',
    text: row({ labels: { a: 'x\ny' } }),
    reason: /control character/,
  },
  {
    name: 'a future time',
    text: row({ at: NOW + 301_000 }),
    reason: /more than 5 minutes in the future/,
  },
  { name: 'a far future time', text: row({ at: 9e15 }), reason: /future/ },
  { name: 'an ancient time', text: row({ at: 1 }), reason: /older than what is kept/ },
  {
    name: 'a time without a zone',
    text: row({ at: '2030-01-15T12:00:00' }),
    reason: /with its zone/,
  },
  {
    name: 'a time that is none',
    text: row({ at: 'yesterday' }),
    reason: /at: "yesterday" — write/,
  },
  { name: 'a day that is none', text: row({ at: '2030-13-45T12:00:00Z' }), reason: /at: / },
  { name: 'an empty key', text: row({ idempotency_key: '' }), reason: /idempotency_key is empty/ },
  {
    name: 'a key twice',
    text: '{"target":"web-1","metric":"a","value":1,"value":2}',
    reason: /stands twice/,
  },
  {
    name: 'a label twice',
    text: '{"target":"web-1","metric":"a","value":1,"labels":{"q":"a","q":"b"}}',
    reason: /stands twice/,
  },
  { name: 'no object', text: '5', reason: /5 is no row/ },
  { name: 'a list in the list', text: '[]', reason: /a list is no row/ },
  {
    name: 'lists 100,000 deep',
    text: `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    reason: /nested deeper than 20/,
  },
  {
    name: 'objects 100,000 deep',
    text: `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
    reason: /nested deeper than 20/,
  },
  { name: 'text without quotes', text: '{"target":web-1}', reason: /no valid JSON/ },
];

describe('a bad row is refused with its reason, and the good ones of the request are kept', () => {
  test.each(BAD)('$name, in a list', async ({ text, reason }) => {
    const { post, world } = await pushing();
    const { status, json } = await post(
      '/api/metrics',
      `[${row({})}, ${text}, ${row({ value: 4 })}]`,
    );
    expect(status).toBe(202);
    expect(json).toMatchObject({ accepted: 2, duplicate: 0, rejected: [{ index: 1 }] });
    expect(json.rejected[0].reason).toMatch(reason);
    expect(world.stored.map(({ value }) => value)).toEqual([3, 4]);
    expect(world.failed).toEqual([]);
  });

  test.each(BAD)('$name, in a line of its own', async ({ text, reason }) => {
    const { post, world } = await pushing();
    const { json } = await post('/api/metrics', [row({}), text, row({ value: 4 })].join('\n'));
    expect(json).toMatchObject({ accepted: 2, rejected: [{ index: 1 }] });
    expect(json.rejected[0].reason).toMatch(reason);
    expect(world.stored).toHaveLength(2);
  });
});

test('half a line is refused, and the lines before it are kept', async () => {
  const { post, world } = await pushing();
  const { status, json } = await post('/api/metrics', `${row({})}\n${row({}).slice(0, 30)}`);
  expect(status).toBe(202);
  expect(json).toMatchObject({
    accepted: 1,
    rejected: [{ index: 1, reason: expect.stringContaining('cut off') }],
  });
  expect(world.stored).toHaveLength(1);
});

test.each([
  { name: 'nothing', body: '', says: /has no row/ },
  { name: 'an empty list', body: ' [ ] ', says: /has no row/ },
  { name: 'half an object', body: '{"target":"web-1","met', says: /cut off/ },
  { name: 'no JSON', body: 'target=web-1', says: /no valid JSON/ },
  { name: '100,000 brackets that nobody closes', body: '['.repeat(100_000), says: /nested deeper/ },
])('a body that is $name is 400', async ({ body, says }) => {
  const { post } = await pushing();
  const { status, json } = await post('/api/metrics', body);
  expect(status).toBe(400);
  expect(json.error).toMatch(says);
});
