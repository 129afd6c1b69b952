import { expect, test } from 'vitest';
import { exchange } from '../../../src/check/http/exchange.ts';
import { systemClock } from '../../../src/model/time.ts';

test('a run that is over sends nothing, and is not waited for', async () => {
  const asked: unknown[] = [];
  const dispatcher = { dispatch: (...what: unknown[]) => asked.push(what) > 0 };
  const request = { url: new URL('http://192.0.2.1/'), method: 'GET', headers: {}, body: null };
  const waiting = exchange(dispatcher as never, request as never, {
    ...{ signal: AbortSignal.abort(new Error('over')), clock: systemClock, most: 1_000 },
    ...{ waitFor: () => {}, isWanted: () => true },
  });
  await expect(Promise.race([waiting, Promise.resolve('hangs')])).rejects.toThrow('over');
  expect(asked).toEqual([]);
});
