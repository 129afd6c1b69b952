import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { redis } from '../../../src/check/kinds/redis.ts';
import { ask } from '../asking.ts';
import { kindContract, listening } from '../kind-contract.ts';
import { HAS_REDIS, startRedis } from '../servers/redis.ts';

const LOGIN = { host: '127.0.0.1', password: 'correct horse' };

kindContract({ kind: redis, entry: (port) => ({ ...LOGIN, port }) });

describe.skipIf(!HAS_REDIS)('a real server (Debian package redis-server)', () => {
  let server: Awaited<ReturnType<typeof startRedis>>;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const asked = (more: object, expectations: string[] = []) =>
    ask(redis, { ...LOGIN, port: server.port, ...more }, { expect: expectations });

  test('answers', async () => {
    expect(await asked({ database: 3 })).toMatchObject({ status: 'healthy', reasons: [] });
  });

  test('tells of itself where that is asked for', async () => {
    const telling = () => asked({}, ["role == 'master'", 'memory_bytes > 9']);
    // The server may still be ending the connections of the tests before.
    await expect.poll(telling).toMatchObject({ details: { clients: 1 } });
    const { status, reasons, details } = await telling();
    expect({ status, reasons }).toEqual({ status: 'healthy', reasons: [] });
    expect(details).toEqual({
      ...{
        version: expect.stringMatching(/^\d/),
        role: 'master',
        clients: expect.any(Number),
        evicted: 0,
      },
      ...{ memory_bytes: expect.any(Number), memory_limit_bytes: 0, saved: true },
    });
  });

  test('is believed over TLS when its authority is named', async () => {
    const { port, ca } = { port: server.tlsPort, ca: server.ca };
    expect(await asked({ port, ca })).toMatchObject({ status: 'healthy', reasons: [] });
    const { reasons } = await asked({ port, tls: true });
    expect(reasons).toEqual([expect.stringContaining('name it with `ca`')]);
  });

  test.each([
    { name: 'no password', more: { password: undefined }, says: 'asks for a password' },
    { name: 'a wrong one', more: { password: 'x' }, says: 'the password is wrong' },
    { name: 'an unknown user', more: { user: 'ben' }, says: 'refuses the user ben' },
    { name: 'an unknown database', more: { database: 99 }, says: 'has no database 99' },
  ])('$name is said in words', async ({ more, says }) => {
    const { status, reasons } = await asked(more);
    expect({ status, reasons }).toEqual({
      status: 'unhealthy',
      reasons: [expect.stringContaining(says)],
    });
  });
});

test.each([
  { answer: '-LOADING Redis is loading the dataset in memory', says: 'is starting up' },
  { answer: '-ERR max number of clients reached', says: 'has too many connections' },
  { answer: '-DENIED Redis is running in protected mode', says: 'of its own machine only' },
  { answer: '-MISCONF Redis is configured to save', says: 'cannot write its snapshots' },
  { answer: '-NOPERM this user has no permissions', says: 'does not let default run PING' },
  { answer: '-ERR who are you', says: 'says “ERR who are you”' },
  { answer: 'HTTP/1.1 400 Bad Request', says: 'answers, but not as Redis does' },
  { answer: `$9000000\r\n${'x'.repeat(5_000_000)}`, says: 'more than 4 MiB' },
])('a server that answers $says is understood', async ({ answer, says }) => {
  const { port } = await listening((socket) => {
    socket.once('data', () => socket.write(`${answer}\r\n`));
  });
  const { status, reasons } = await ask(redis, { ...LOGIN, port });
  expect({ status, reasons }).toEqual({
    status: 'unhealthy',
    reasons: [expect.stringContaining(says)],
  });
});
