import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../support/whole-app.ts';
import { type Daemon, selfSigned, servant, serverFolder, startDaemon } from './daemon.ts';

/** Debian package `mosquitto`. */
const MOSQUITTO = '/usr/sbin/mosquitto';
export const HAS_MOSQUITTO = existsSync(MOSQUITTO);

/** Mosquitto on 127.0.0.1, with TLS at another port; user `tocsin`, password `correct horse`, topics below `plant`. */
export async function startMosquitto(): Promise<
  Daemon & { readonly tlsPort: number; readonly ca: string }
> {
  const folder = serverFolder();
  const { cert, key } = selfSigned(folder);
  const [port, tlsPort] = [await freePort(), await freePort()];
  const at = (name: string) => join(folder, name);
  const [users, rights] = [at('users'), at('rights')];
  execFileSync('mosquitto_passwd', ['-b', '-c', users, 'tocsin', 'correct horse']);
  writeFileSync(rights, 'user tocsin\ntopic readwrite plant/#\n');
  const lines = [
    ...['allow_anonymous false', `password_file ${users}`, `acl_file ${rights}`],
    ...[`listener ${port} 127.0.0.1`, `listener ${tlsPort} 127.0.0.1`],
    ...[`certfile ${cert}`, `keyfile ${key}`],
  ];
  writeFileSync(at('conf'), `${lines.join('\n')}\n`);
  // As root it goes on as its own user, and reads these then.
  const { uid, gid } = servant('mosquitto');
  if (uid !== undefined && gid !== undefined) {
    for (const path of [cert, key, users, rights]) chownSync(path, uid, gid);
  }
  const daemon = await startDaemon([MOSQUITTO, '-c', at('conf')], { port, folder });
  return { ...daemon, tlsPort, ca: cert };
}
