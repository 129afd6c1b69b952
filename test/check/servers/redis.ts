import { freePort } from '../../support/whole-app.ts';
import { type Daemon, isThere, selfSigned, serverFolder, startDaemon } from './daemon.ts';

/** Debian package `redis-server`. */
const REDIS = 'redis-server';
export const HAS_REDIS = isThere(REDIS, '--version');

/** Redis on 127.0.0.1 with the password `correct horse`, and with TLS at another port. */
export async function startRedis(): Promise<
  Daemon & { readonly tlsPort: number; readonly ca: string }
> {
  const folder = serverFolder();
  const { cert, key } = selfSigned(folder);
  const [port, tlsPort] = [await freePort(), await freePort()];
  const settings = {
    ...{ port, bind: '127.0.0.1', dir: folder, save: '', requirepass: 'correct horse' },
    ...{
      'tls-port': tlsPort,
      'tls-cert-file': cert,
      'tls-key-file': key,
      'tls-ca-cert-file': cert,
    },
    ...{ 'tls-auth-clients': 'no' },
  };
  const written = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, `${value}`]);
  return { ...(await startDaemon([REDIS, ...written], { port, folder })), tlsPort, ca: cert };
}
