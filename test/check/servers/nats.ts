import { existsSync } from 'node:fs';
import { freePort } from '../../support/whole-app.ts';
import { type Daemon, selfSigned, serverFolder, startDaemon } from './daemon.ts';

/** Debian package `nats-server`. */
const NATS = '/usr/sbin/nats-server';
export const HAS_NATS = existsSync(NATS);

/** NATS on 127.0.0.1; user `tocsin`, password `correct horse`. */
export async function startNats(
  more: (files: { cert: string; key: string }) => readonly string[] = () => [],
): Promise<Daemon & { readonly ca: string; readonly key: string }> {
  const folder = serverFolder();
  const files = selfSigned(folder);
  const port = await freePort();
  const settings = ['--addr', '127.0.0.1', '--port', `${port}`, '--name', 'depot'];
  const login = ['--user', 'tocsin', '--pass', 'correct horse'];
  const daemon = await startDaemon([NATS, ...settings, ...login, ...more(files)], { port, folder });
  return { ...daemon, ca: files.cert, key: files.key };
}
