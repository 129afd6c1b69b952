import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../support/whole-app.ts';
import { type Daemon, isThere, selfSigned, servant, serverFolder, startDaemon } from './daemon.ts';

/** Debian package `mariadb-server`. */
const MARIADB = 'mariadbd';
export const HAS_MARIADB = isThere(MARIADB, '--version');

/** MariaDB on 127.0.0.1 with TLS and a database `shop`; user `tocsin`, password `correct horse`. */
export async function startMariadb(): Promise<Daemon & { readonly ca: string }> {
  const folder = serverFolder();
  const as = servant('mysql');
  const { cert, key } = selfSigned(folder);
  const [data, orders] = [join(folder, 'data'), join(folder, 'orders.sql')];
  mkdirSync(data);
  if (as.uid !== undefined)
    for (const path of [folder, data, cert, key]) chownSync(path, as.uid, as.gid);
  execFileSync(
    'mariadb-install-db',
    [
      '--no-defaults',
      `--datadir=${data}`,
      '--skip-test-db',
      '--auth-root-authentication-method=normal',
    ],
    {
      ...as,
      stdio: 'ignore',
    },
  );
  writeFileSync(
    orders,
    "CREATE DATABASE shop;\nCREATE USER tocsin@'%' IDENTIFIED BY 'correct horse';\nGRANT SELECT, INSERT, CREATE ON shop.* TO tocsin@'%';\n",
  );
  const port = await freePort();
  const daemon = await startDaemon(
    [
      MARIADB,
      ...['--no-defaults', `--datadir=${data}`, `--port=${port}`, '--bind-address=127.0.0.1'],
      ...[
        `--socket=${join(folder, 'socket')}`,
        `--init-file=${orders}`,
        '--innodb-flush-log-at-trx-commit=0',
      ],
      ...[
        `--ssl-cert=${cert}`,
        `--ssl-key=${key}`,
        '--innodb-buffer-pool-size=8M',
        '--skip-name-resolve',
      ],
    ],
    { port, folder, ...as },
  );
  return { ...daemon, ca: cert };
}
