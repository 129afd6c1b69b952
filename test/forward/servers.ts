import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../support/whole-app.ts';

const VICTORIA = 'victoria-metrics';
const PROMETHEUS = 'prometheus';
const INFLUX = 'influxd';

/** Whether a program is installed. */
export function isThere(program: string, ...version: string[]): boolean {
  return spawnSync(program, version).status === 0;
}

/** A real server of the test's own; disposing ends it. */
export interface Server extends AsyncDisposable {
  readonly url: string;
}

function freshFolder(): string {
  return mkdtempSync(join(tmpdir(), 'tocsin-forward-'));
}

async function started(
  child: ChildProcess,
  { address, health, folder }: { address: string; health: string; folder: string },
): Promise<Server> {
  const gone = once(child, 'exit');
  const url = `http://${address}`;
  await until(async () => (await fetch(`${url}${health}`).catch(() => null))?.ok ?? false);
  return {
    url,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if (await isSo()) return;
    await wait(50);
  }
  throw new Error(`never came: ${isSo}`);
}

export async function startVictoria(): Promise<Server> {
  const folder = freshFolder();
  const address = `127.0.0.1:${await freePort()}`;
  const settings = [
    ...[`-storageDataPath=${folder}/data`, `-httpListenAddr=${address}`],
    '-search.latencyOffset=0s',
  ];
  const child = spawn(VICTORIA, settings, { stdio: 'ignore' });
  return started(child, { address, health: '/health', folder });
}

export async function startPrometheus(): Promise<Server> {
  const folder = freshFolder();
  const address = `127.0.0.1:${await freePort()}`;
  writeFileSync(join(folder, 'prometheus.yml'), 'global: {}\n');
  const settings = [
    ...[`--config.file=${folder}/prometheus.yml`, `--storage.tsdb.path=${folder}/data`],
    ...[`--web.listen-address=${address}`, '--web.enable-remote-write-receiver'],
  ];
  const child = spawn(PROMETHEUS, settings, { stdio: 'ignore' });
  return started(child, { address, health: '/-/ready', folder });
}

/** InfluxDB 1 with a database `samples` that the user `tocsin` may write to. */
export async function startInflux(): Promise<Server> {
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
  const address = `127.0.0.1:${port}`;
  const server = await started(child, { address, health: '/ping', folder });
  const { url } = server;
  /** Users and what they may do take effect a moment after the answer: until then it is asked again. */
  const query = (q: string, as = '') =>
    until(async () => {
      const answer = await fetch(`${url}/query?${new URLSearchParams({ q })}${as}`, {
        method: 'POST',
      });
      return answer.ok && !(await answer.text()).includes('error');
    });
  const asRoot = '&u=root&p=rootpass';
  await query("CREATE USER root WITH PASSWORD 'rootpass' WITH ALL PRIVILEGES");
  await query('CREATE DATABASE samples', asRoot);
  await query("CREATE USER tocsin WITH PASSWORD 'correct horse'", asRoot);
  const login = new URLSearchParams({ db: 'samples', u: 'tocsin', p: 'correct horse' });
  await until(async () => {
    await query('GRANT ALL ON samples TO tocsin', asRoot);
    return (await fetch(`${url}/write?${login}`, { method: 'POST', body: 'probe v=1' })).ok;
  });
  return server;
}
