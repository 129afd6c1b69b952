import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../support/whole-app.ts';
import { type Daemon, isThere, selfSigned, serverFolder, startDaemon } from './daemon.ts';

/** Debian package `influxdb`. */
const INFLUX = 'influxd';
export const HAS_INFLUX = isThere(INFLUX, 'version');

/** InfluxDB 1 on 127.0.0.1, with TLS alone. */
export async function startInflux(): Promise<Daemon & { readonly ca: string }> {
  const folder = serverFolder();
  const { cert, key } = selfSigned(folder);
  const [port, other] = [await freePort(), await freePort()];
  const file = join(folder, 'influxdb.conf');
  const lines = [
    ...['reporting-disabled = true', `bind-address = "127.0.0.1:${other}"`],
    ...['[meta]', `dir = "${folder}/meta"`],
    ...['[data]', `dir = "${folder}/data"`, `wal-dir = "${folder}/wal"`],
    ...['[http]', `bind-address = "127.0.0.1:${port}"`, 'https-enabled = true'],
    ...[`https-certificate = "${cert}"`, `https-private-key = "${key}"`],
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
  const daemon = await startDaemon([INFLUX, 'run', '-config', file], { port, folder });
  return { ...daemon, ca: cert };
}
