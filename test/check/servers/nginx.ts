import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../support/whole-app.ts';
import type { Authority, Pair } from '../authority.ts';
import { type Daemon, serverFolder, startDaemon } from './daemon.ts';

/** Debian package `nginx`. */
const NGINX = '/usr/sbin/nginx';
export const HAS_NGINX = existsSync(NGINX);

export interface Nginx extends Daemon {
  /** Of its site over TLS and HTTP/2. */
  readonly url: string;
  /** Of the same without TLS. */
  readonly plainUrl: string;
  /** As an administrator does it with a new certificate: without a pause. */
  renew(pair: Pair): void;
}

/** Each place is something that sites do; user `tocsin`, password `correct horse`. */
function site(folder: string, refusing: number): string {
  return `
    root ${folder}; ssl_certificate ${folder}/cert; ssl_certificate_key ${folder}/key;
    location = / { return 200 '{"protocol": "$server_protocol", "client": "$ssl_client_s_dn"}'; }
    location = /packed { gzip on; gzip_types *; try_files /page =404; }
    location = /inside { auth_basic shop; auth_basic_user_file users; try_files /page =404; }
    location = /members { if ($ssl_client_verify != SUCCESS) { return 403; } return 200; }
    location = /old { return 301 /; }
    location = /circle { return 302 /circle; }
    location = /broken { return 500; }
    location = /upstream { proxy_pass http://127.0.0.1:${refusing}; }
    location = /early { return 444; }
    location = /slow { limit_rate 4k; try_files /page =404; }
  `;
}

/** nginx on 127.0.0.1 with a certificate for that. */
export async function startNginx(own: Authority): Promise<Nginx> {
  const folder = serverFolder();
  const [port = 0, plain, refusing = 0] = await Promise.all([1, 2, 3].map(() => freePort()));
  const pages = site(folder, refusing);
  const bring = ({ cert, key }: Pair) => {
    copyFileSync(cert, join(folder, 'cert'));
    copyFileSync(key, join(folder, 'key'));
  };
  bring(own.issue('127.0.0.1'));
  const spare = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => {
    mkdirSync(join(folder, name));
    return `${name}_temp_path ${folder}/${name};`;
  });
  const lines = [
    ...['daemon off;', 'worker_processes 1;', `pid ${folder}/pid;`, 'error_log stderr;'],
    ...['events {}', 'http {', 'access_log off;', 'default_type application/json;', ...spare],
    ...[`ssl_client_certificate ${own.ca};`, 'ssl_verify_client optional;'],
    `server { listen 127.0.0.1:${plain}; ${pages} }`,
    `server { listen 127.0.0.1:${port} ssl http2; ${pages} } }`,
  ];
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, lines.join('\n'));
  writeFileSync(join(folder, 'users'), 'tocsin:{PLAIN}correct horse\n');
  writeFileSync(join(folder, 'page'), JSON.stringify({ text: 'in stock '.repeat(10_000) }));
  const daemon = await startDaemon([NGINX, '-c', file], { port, folder });
  return {
    ...{ ...daemon, url: `https://127.0.0.1:${port}`, plainUrl: `http://127.0.0.1:${plain}` },
    renew(pair) {
      bring(pair);
      execFileSync(NGINX, ['-c', file, '-s', 'reload'], { stdio: 'ignore' });
    },
  };
}
