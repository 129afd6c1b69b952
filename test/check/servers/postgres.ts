import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, globSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../../support/whole-app.ts';
import { type Daemon, isThere, selfSigned, servant, serverFolder, startDaemon } from './daemon.ts';

/** Debian package `postgresql`; its programs are in no search path. */
const [BIN] = globSync('/usr/lib/postgresql/*/bin').sort().reverse();
export const HAS_POSTGRES = BIN !== undefined;

/** PostgreSQL on 127.0.0.1 with TLS; user `postgres`, password `correct horse`. */
export async function startPostgres(): Promise<Daemon & { readonly ca: string }> {
  const folder = serverFolder();
  const as = servant('postgres');
  const { cert, key } = selfSigned(folder);
  chmodSync(key, 0o600);
  if (as.uid !== undefined) for (const path of [folder, cert, key]) chownSync(path, as.uid, as.gid);
  const data = join(folder, 'data');
  const password = join(folder, 'password');
  writeFileSync(password, 'correct horse');
  execFileSync(
    join(BIN ?? '', 'initdb'),
    ['--no-sync', '--auth=scram-sha-256', '--username=postgres', `--pwfile=${password}`, data],
    { ...as, stdio: ['ignore', 'ignore', 'pipe'], cwd: folder },
  );
  const port = await freePort();
  const settings = {
    ...{ port, listen_addresses: '127.0.0.1', unix_socket_directories: '' },
    ...{ fsync: 'off', max_connections: 6, superuser_reserved_connections: 1, max_wal_senders: 0 },
    ...{ ssl: 'on', ssl_cert_file: cert, ssl_key_file: key },
  };
  const daemon = await startDaemon(
    [
      join(BIN ?? '', 'postgres'),
      ...['-D', data],
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    { port, folder, ...as },
  );
  // It takes connections before it takes queries.
  const ready = join(BIN ?? '', 'pg_isready');
  while (!isThere(ready, '--quiet', '--host=127.0.0.1', `--port=${port}`)) await wait(20);
  return { ...daemon, ca: cert };
}
