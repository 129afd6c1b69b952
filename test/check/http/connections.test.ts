import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { expectations } from '../../../src/check/expect.ts';
import { http } from '../../../src/check/kinds/http.ts';
import { runCheck } from '../../../src/check/run.ts';
import { systemClock } from '../../../src/model/time.ts';
import { aCheck } from '../asking.ts';
import { serving } from './serving.ts';

describe('connections', () => {
  /** Runs one check several times, and says how many connections its server saw. */
  async function connectionsOf(
    runs: number,
    more: { readonly closing?: boolean | undefined } & object,
    expected: string[] = [],
  ) {
    const ports = new Set<number | undefined>();
    const { url, server } = await serving((request, response) => {
      ports.add(request.socket.remotePort);
      response.end('ok');
    });
    const { closing = false, ...entry } = more;
    const options = z.strictObject(http.keys).parse({ url, ...entry });
    const check = aCheck({ options, expect: expected });
    const deps = {
      ...{
        kind: http,
        clock: systemClock,
        host: null,
        other: () => null,
        pings: null,
        onError: console.error,
      },
      expectations: expectations(check),
    };
    for (let run = 0; run < runs; run += 1) {
      const { reasons } = await runCheck(check, deps, new AbortController().signal);
      expect(reasons).toEqual([]);
      // As a server does with what is idle.
      if (closing) server.closeIdleConnections();
    }
    return ports.size;
  }

  test.each([
    { name: 'one serves ten runs', runs: 10, more: {}, made: 1 },
    { name: 'the next one is new', runs: 11, more: {}, made: 2 },
    { name: 'each is new where that is asked for', runs: 3, more: { fresh: true }, made: 3 },
    {
      name: 'each is new where its times are asked for',
      runs: 3,
      more: {},
      expected: ['connect_ms >= 0'],
      made: 3,
    },
    {
      name: 'each is new for what must not be sent twice',
      runs: 3,
      more: { method: 'POST' },
      made: 3,
    },
    { name: 'one that the server closed is no failure', runs: 3, more: { closing: true }, made: 3 },
  ])('$name', async ({ runs, more, expected, made }) => {
    expect(await connectionsOf(runs, more, expected)).toBe(made);
  });
});
