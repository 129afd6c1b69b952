import { chownSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rabbitmq } from '../../src/check/kinds/rabbitmq.ts';
import { ask } from '../check/asking.ts';
import type { Daemon } from '../check/servers/daemon.ts';
import { selfSigned, servant, serverFolder, startDaemon } from '../check/servers/daemon.ts';
import { freePort } from '../support/whole-app.ts';

/** Debian package `rabbitmq-server`; its usual start would change the user by itself. */
const RABBITMQ = '/usr/lib/rabbitmq/bin/rabbitmq-server';

/** RabbitMQ on 127.0.0.1, with TLS at another port; it starts in 10 to 30 s. */
async function startRabbitmq(): Promise<Daemon & { tlsPort: number; ca: string }> {
  const folder = serverFolder();
  const as = servant('rabbitmq');
  const { cert, key } = selfSigned(folder);
  const [port, tlsPort, names, between] = await Promise.all([1, 2, 3, 4].map(() => freePort()));
  const lines = [
    ...[`listeners.tcp.1 = 127.0.0.1:${port}`, `listeners.ssl.1 = 127.0.0.1:${tlsPort}`],
    ...[`ssl_options.cacertfile = ${cert}`, `ssl_options.certfile = ${cert}`],
    ...[`ssl_options.keyfile = ${key}`, 'ssl_options.verify = verify_none'],
  ];
  const file = join(folder, 'rabbitmq.conf');
  writeFileSync(file, `${lines.join('\n')}\n`);
  if (as.uid !== undefined) {
    for (const path of [folder, cert, key, file]) chownSync(path, as.uid, as.gid);
  }
  // It would start one that outlives it.
  const registry = await startDaemon(['epmd', '-port', `${names}`, '-address', '127.0.0.1'], {
    ...{ port: names ?? 0, folder: serverFolder(), ...as },
  });
  const env = {
    ...{ PATH: process.env['PATH'], HOME: folder, ERL_EPMD_PORT: `${names}` },
    ...{ RABBITMQ_NODENAME: `tocsin-${port}@localhost`, RABBITMQ_CONFIG_FILE: file },
    ...{ RABBITMQ_MNESIA_BASE: join(folder, 'data'), RABBITMQ_LOG_BASE: folder },
    ...{ RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'), RABBITMQ_DIST_PORT: `${between}` },
    ...{ RABBITMQ_CONF_ENV_FILE: '/dev/null' },
  };
  const daemon = await startDaemon([RABBITMQ], { port: port ?? 0, folder, env, ...as });
  return {
    ...{ port: daemon.port, tlsPort: tlsPort ?? 0, ca: cert },
    async [Symbol.asyncDispose]() {
      await daemon[Symbol.asyncDispose]();
      await registry[Symbol.asyncDispose]();
    },
  };
}

describe.skipIf(!existsSync(RABBITMQ))('a real server (Debian package rabbitmq-server)', () => {
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
