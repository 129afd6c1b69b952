import { describe, expect, test } from 'vitest';
import { orAbort, pause, soon } from '../../src/model/wait.ts';

const LONG = 60_000;
const never = new Promise<never>(() => undefined);

describe('pause', () => {
  test('ends by itself', async () => {
    await pause(1, new AbortController().signal);
  });

  test.each([{ when: 'before' }, { when: 'during' }])(
    'ends with a signal $when it',
    async ({ when }) => {
      const stop = new AbortController();
      if (when === 'before') stop.abort();
      const waiting = pause(LONG, stop.signal);
      stop.abort();
      await waiting;
    },
  );
});

describe('orAbort', () => {
  const quiet = new AbortController().signal;

  test('gives what the work gives', async () => {
    await expect(orAbort(Promise.resolve(7), quiet)).resolves.toBe(7);
    await expect(orAbort(Promise.reject(new Error('no')), quiet)).rejects.toThrow('no');
  });

  test.each([{ when: 'before' }, { when: 'during' }])(
    'gives the reason of a signal $when work that does not listen',
    async ({ when }) => {
      const stop = new AbortController();
      const reason = new Error('stopping');
      if (when === 'before') stop.abort(reason);
      const waiting = orAbort(never, stop.signal);
      stop.abort(reason);
      await expect(waiting).rejects.toBe(reason);
    },
  );
});

test('soon gives what comes in time, null for what does not, and what the work throws', async () => {
  expect(await soon(Promise.resolve(7), LONG)).toBe(7);
  expect(await soon(never, 1)).toBeNull();
  await expect(soon(Promise.reject(new Error('no')), LONG)).rejects.toThrow('no');
});
