import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nats } from '../../../src/check/kinds/nats.ts';
import { ask } from '../asking.ts';
import { kindContract, listening } from '../kind-contract.ts';
import { HAS_NATS, startNats } from '../servers/nats.ts';

const LOGIN = { host: '127.0.0.1', user: 'tocsin', password: 'correct horse' };

kindContract({ kind: nats, entry: (port) => ({ ...LOGIN, port }) });

describe.skipIf(!HAS_NATS)('real servers (Debian package nats-server)', () => {
  let open: Awaited<ReturnType<typeof startNats>>;
  let safe: typeof open;
  beforeAll(async () => {
    open = await startNats();
    safe = await startNats(({ cert, key }) => [
      ...['--tlsverify', '--tlscacert', cert, '--tlscert', cert, '--tlskey', key],
    ]);
  });
  afterAll(async () => {
    await open[Symbol.asyncDispose]();
    await safe[Symbol.asyncDispose]();
  });

  test('lets us in', async () => {
    const details = { server: 'depot', jetstream: false, draining: false };
    expect(await ask(nats, { ...LOGIN, port: open.port })).toMatchObject({
      ...{ status: 'healthy', reasons: [] },
      details: { ...details, version: expect.stringMatching(/^\d/) },
    });
  });

  test('is believed over TLS when its authority is named, and gets our certificate', async () => {
    const { port, ca, key } = safe;
    const ours = { ...LOGIN, port, ca, cert: ca, key };
    expect(await ask(nats, ours)).toMatchObject({ reasons: [] });
    const nameless = await ask(nats, { ...LOGIN, port, ca });
    expect(nameless.reasons).toEqual([expect.stringContaining('asks for our certificate')]);
    const { reasons } = await ask(nats, { ...LOGIN, port, tls: true });
    expect(reasons).toEqual([expect.stringContaining('name it with `ca`')]);
  });

  test.each([
    { name: 'a wrong password', more: { password: 'x' }, says: 'refuses the log-in' },
    { name: 'a wrong token', more: { user: undefined, token: 'x' }, says: 'refuses the log-in' },
    { name: 'no log-in', more: { user: undefined, password: undefined }, says: 'write `user`' },
    { name: 'TLS where there is none', more: { tls: true }, says: 'has no TLS' },
  ])('$name is said in words', async ({ more, says }) => {
    const { status, reasons } = await ask(nats, { ...LOGIN, port: open.port, ...more });
    expect({ status, reasons }).toEqual({
      status: 'unhealthy',
      reasons: [expect.stringContaining(says)],
    });
  });
});

test.each([
  { answer: "-ERR 'maximum connections exceeded'", says: 'has too many connections' },
  { answer: "-ERR 'who are you'", says: '“who are you”' },
])('a server that says $answer is understood', async ({ answer, says }) => {
  const info = { server_id: 'x', version: '2.9.0', proto: 1, host: 'x', port: 1, max_payload: 1 };
  const { port } = await listening((socket) => {
    socket.write(`INFO ${JSON.stringify(info)}\r\n`);
    socket.once('data', () => socket.end(`${answer}\r\n`));
  });
  const { status, reasons } = await ask(nats, { ...LOGIN, port });
  expect({ status, reasons }).toEqual({
    status: 'unhealthy',
    reasons: [expect.stringContaining(says)],
  });
});
