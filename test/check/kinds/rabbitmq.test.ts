import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rabbitmq } from '../../../src/check/kinds/rabbitmq.ts';
import { ask } from '../asking.ts';
import { kindContract } from '../kind-contract.ts';
import { HAS_RABBITMQ, startRabbitmq } from '../servers/rabbitmq.ts';

kindContract({ kind: rabbitmq, entry: (port) => ({ host: '127.0.0.1', port }) });

describe.skipIf(!HAS_RABBITMQ)('a real server (Debian package rabbitmq-server)', () => {
  let server: Awaited<ReturnType<typeof startRabbitmq>>;
  beforeAll(async () => {
    server = await startRabbitmq();
  }, 120_000);
  afterAll(() => server[Symbol.asyncDispose]());

  const asked = (more: object) => ask(rabbitmq, { host: '127.0.0.1', port: server.port, ...more });

  test('lets us in', async () => {
    expect(await asked({})).toMatchObject({
      ...{ status: 'healthy', reasons: [] },
      details: { version: expect.stringMatching(/^\d/), cluster: expect.any(String) },
    });
  });

  test('is believed over TLS when its authority is named', async () => {
    const { tlsPort: port, ca } = server;
    expect(await asked({ port, ca })).toMatchObject({ status: 'healthy', reasons: [] });
    const { reasons } = await asked({ port, tls: true });
    expect(reasons).toEqual([expect.stringContaining('name it with `ca`')]);
  });

  test('tells of a queue, and makes none', async () => {
    const { connect } = await import('amqplib');
    const other = await connect(`amqp://127.0.0.1:${server.port}`);
    const channel = await other.createChannel();
    await channel.assertQueue('orders');
    channel.sendToQueue('orders', Buffer.from('one'));
    await expect
      .poll(() => asked({ queue: 'orders' }).then(({ details }) => details))
      .toMatchObject({ messages: 1, consumers: 0 });
    await other.close();
  });

  test.each([
    { name: 'a wrong password', more: { password: 'x' }, says: 'the password is wrong' },
    { name: 'an unknown virtual host', more: { vhost: 'shop' }, says: 'the virtual host shop' },
    { name: 'an unknown queue', more: { queue: 'gone' }, says: 'has no queue gone in /' },
    { name: 'TLS where there is none', more: { tls: true }, says: 'answers, but not in TLS' },
  ])('$name is said in words', async ({ more, says }) => {
    const { status, reasons } = await asked(more);
    expect({ status, reasons }).toEqual({
      status: 'unhealthy',
      reasons: [expect.stringContaining(says)],
    });
  });
});
