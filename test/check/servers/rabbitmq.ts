import { chownSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../support/whole-app.ts';
import { type Daemon, selfSigned, servant, serverFolder, startDaemon } from './daemon.ts';

/** Debian package `rabbitmq-server`; its usual start would change the user by itself. */
const RABBITMQ = '/usr/lib/rabbitmq/bin/rabbitmq-server';
export const HAS_RABBITMQ = existsSync(RABBITMQ);

/** RabbitMQ on 127.0.0.1, with TLS at another port; it starts in 5 to 30 s. */
export async function startRabbitmq(): Promise<Daemon & { tlsPort: number; ca: string }> {
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
    // One thread that does not wait busily: it starts a third sooner beside other tests.
    ...{
      RABBITMQ_CONF_ENV_FILE: '/dev/null',
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '+S 1:1 +sbwt none',
    },
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
