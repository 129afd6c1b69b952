import { describe, expect, test } from 'vitest';
import { http } from '../../../src/check/kinds/http.ts';
import { asker } from '../asking.ts';
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
    const run = asker(http, { url, ...entry }, { expect: expected });
    for (let count = 0; count < runs; count += 1) {
      const { reasons } = await run();
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
