import { expect, test } from 'vitest';
import type { Destination, Sent } from '../../src/forward/destination.ts';
import { sendPieces } from '../../src/forward/pieces.ts';
import { aBatch } from './destination-contract.ts';
import { numbered, range, valuesOf } from './samples.ts';

const { signal } = new AbortController();

/** A destination that takes a batch only when `likes` it. */
function picky(likes: (values: readonly number[]) => Sent['kind']) {
  const taken: number[] = [];
  const keys: string[] = [];
  const destination: Destination = {
    kind: 'url',
    async send({ key, samples }) {
      const values = valuesOf(samples);
      keys.push(key);
      const kind = likes(values);
      if (kind === 'delivered') taken.push(...values);
      if (kind === 'retry') return { kind, after: 7, reason: 'busy' };
      return kind === 'rejected' ? { kind, reason: 'HTTP 400' } : { kind };
    },
  };
  return { destination, taken, keys };
}

test.each([
  { name: 'nothing is bad', bad: [], most: 5_000, rejected: 0 },
  { name: 'one sample is bad', bad: [1_234], most: 5_000, rejected: 1 },
  { name: 'two are bad', bad: [0, 4_999], most: 5_000, rejected: 2 },
  { name: 'a request may be no larger', bad: [], most: 700, rejected: 0 },
])('all the others arrive in order when $name', async ({ bad, most, rejected }) => {
  const { destination, taken } = picky((values) =>
    values.length > most || bad.some((one) => values.includes(one)) ? 'rejected' : 'delivered',
  );
  const ended = await sendPieces(destination, aBatch(numbered(5_000)), { most: 64, signal });
  expect(ended).toMatchObject({ kind: 'ended', delivered: 5_000 - rejected, rejected });
  expect(taken).toEqual(range(0, 5_000).filter((one) => !bad.some((other) => other === one)));
});

test('looking for bad samples has an end, and their keys are always the same', async () => {
  const { destination, keys } = picky(() => 'rejected');
  const batch = aBatch(numbered(5_000));
  const ended = await sendPieces(destination, batch, { most: 64, signal });
  expect(ended).toEqual({ kind: 'ended', delivered: 0, rejected: 5_000, reason: 'HTTP 400' });
  expect(keys.length).toBeLessThan(80);
  expect(new Set(keys).size).toBe(keys.length);
  const first = [...keys];
  keys.length = 0;
  await sendPieces(destination, batch, { most: 64, signal });
  expect(keys).toEqual(first);
});

test('a destination that breaks is tried again, and one that hears no signal is left', async () => {
  const broken: Destination = {
    kind: 'url',
    send: () => Promise.reject(new TypeError('x is not a function')),
  };
  expect(await sendPieces(broken, aBatch(numbered(2)), { most: 64, signal })).toEqual({
    ...{ kind: 'retry', after: 0 },
    reason: 'it could not be sent: TypeError: x is not a function',
  });
  const deaf: Destination = { kind: 'url', send: () => new Promise(() => {}) };
  const stop = new AbortController();
  const ended = sendPieces(deaf, aBatch(numbered(2)), { most: 64, signal: stop.signal });
  stop.abort(new Error('stopped'));
  await expect(ended).rejects.toThrow('stopped');
});

test('when the destination is away in the middle, all is sent again later', async () => {
  const { destination } = picky((values) => (values.length > 3 ? 'rejected' : 'retry'));
  const ended = await sendPieces(destination, aBatch(numbered(10)), { most: 64, signal });
  expect(ended).toEqual({ kind: 'retry', after: 7, reason: 'busy' });
});
