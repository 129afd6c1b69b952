import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../support/whole-app.ts';
import { type Daemon, isThere, serverFolder, startDaemon } from './daemon.ts';

/** Debian package `prometheus`. */
const PROMETHEUS = 'prometheus';
export const HAS_PROMETHEUS = isThere(PROMETHEUS, '--version');

/** Prometheus on 127.0.0.1, which scrapes nothing. */
export async function startPrometheus(): Promise<Daemon> {
  const folder = serverFolder();
  const port = await freePort();
  writeFileSync(join(folder, 'prometheus.yml'), 'global: {scrape_interval: 1h}\n');
  const words = [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ];
  return startDaemon([PROMETHEUS, ...words], { port, folder });
}
