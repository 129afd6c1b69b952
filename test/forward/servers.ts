import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { freshFolder } from '../store/fresh-folder.ts';
import { freePort } from '../support/whole-app.ts';

const VICTORIA = 'victoria-metrics';
const PROMETHEUS = 'prometheus';
const INFLUX = 'influxd';

/** Whether a program is installed. */
export function isThere(program: string, ...version: string[]): boolean {
  return spawnSync(program, version).status === 0;
}

/** A real server of the test's own, which answers on its address. */
async function started(url: string, health: string, child: ChildProcess): Promise<string> {
  const gone = once(child, 'exit');
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await gone;
  });
  await until(async () => (await fetch(`${url}${health}`).catch(() => null))?.ok ?? false);
  return url;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if (await isSo()) return;
    await wait(50);
  }
  throw new Error(`never came: ${isSo}`);
}

export async function startVictoria(): Promise<string> {
  const address = `127.0.0.1:${await freePort()}`;
  const settings = [
    ...[`-storageDataPath=${freshFolder()}/data`, `-httpListenAddr=${address}`],
    '-search.latencyOffset=0s',
  ];
  const child = spawn(VICTORIA, settings, { stdio: 'ignore' });
  return started(`http://${address}`, '/health', child);
}

export async function startPrometheus(): Promise<string> {
  const folder = freshFolder();
  const address = `127.0.0.1:${await freePort()}`;
  writeFileSync(join(folder, 'prometheus.yml'), 'global: {}\n');
  const settings = [
    ...[`--config.file=${folder}/prometheus.yml`, `--storage.tsdb.path=${folder}/data`],
    ...[`--web.listen-address=${address}`, '--web.enable-remote-write-receiver'],
  ];
  const child = spawn(PROMETHEUS, settings, { stdio: 'ignore' });
  return started(`http://${address}`, '/-/ready', child);
}

/** InfluxDB 1 with a database `samples` that the user `tocsin` may write to. */
export async function startInflux(): Promise<string> {
  const folder = freshFolder();
  const [port, other] = [await freePort(), await freePort()];
  const file = join(folder, 'influxdb.conf');
  writeFileSync(
    file,
    `reporting-disabled = true
bind-address = "127.0.0.1:${other}"
[meta]
  dir = "${folder}/meta"
[data]
  dir = "${folder}/data"
  wal-dir = "${folder}/wal"
[http]
  bind-address = "127.0.0.1:${port}"
  auth-enabled = true
`,
  );
  const child = spawn(INFLUX, ['run', '-config', file], { stdio: 'ignore' });
  const url = await started(`http://127.0.0.1:${port}`, '/ping', child);
  const query = (q: string, auth = '') =>
    fetch(`${url}/query?${new URLSearchParams({ q })}${auth}`, { method: 'POST' });
  await query(`CREATE USER root WITH PASSWORD 'rootpass' WITH ALL PRIVILEGES`);
  const asRoot = '&u=root&p=rootpass';
  await query('CREATE DATABASE samples', asRoot);
  await query(`CREATE USER tocsin WITH PASSWORD 'correct horse'`, asRoot);
  await query('GRANT ALL ON samples TO tocsin', asRoot);
  const probe = `${url}/write?${new URLSearchParams({ db: 'samples', u: 'tocsin', p: 'correct horse' })}`;
  await until(async () => (await fetch(probe, { method: 'POST', body: 'probe v=1' })).ok);
  return url;
}
