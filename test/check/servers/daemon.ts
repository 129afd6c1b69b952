import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** Whether a program is installed. */
export function isThere(program: string, ...version: string[]): boolean {
  return spawnSync(program, version).status === 0;
}

/** A real server of one test file; disposing ends it. */
export interface Daemon extends AsyncDisposable {
  readonly port: number;
}

/** A folder that every user may enter, since some servers refuse to run as root. */
export function serverFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-server-'));
  chmodSync(folder, 0o755);
  return folder;
}

/** Ids of the user that a package made; nothing where we are no root, and run servers as ourselves. */
export function servant(user: string): { uid: number; gid: number } | Record<string, never> {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync('id', [flag, user], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** Starts a server and waits until it takes connections. */
export async function startDaemon(
  [program, ...settings]: readonly [string, ...string[]],
  {
    port,
    folder,
    ...as
  }: { port: number; folder: string; uid?: number; gid?: number; env?: NodeJS.ProcessEnv },
): Promise<Daemon> {
  const stdio: ['ignore', 'ignore', 'pipe'] = ['ignore', 'ignore', 'pipe'];
  const child = spawn(program, settings, { stdio, detached: true, ...as });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = `${said}${chunk}`.slice(-4_000);
  });
  // The group: some are started by a shell that waits for them.
  const kill = () => {
    const { pid, exitCode, signalCode } = child;
    if (pid !== undefined && exitCode === null && signalCode === null)
      process.kill(-pid, 'SIGKILL');
  };
  process.once('exit', kill);
  const gone = once(child, 'exit');
  if (!(await takes(port, child))) throw new Error(`${program} did not start: ${said}`);
  return {
    port,
    async [Symbol.asyncDispose]() {
      kill();
      await gone;
      process.removeListener('exit', kill);
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

async function takes(port: number, child: ChildProcess): Promise<boolean> {
  for (let tries = 0; tries < 1_200 && child.exitCode === null; tries += 1) {
    const socket = connect({ host: '127.0.0.1', port });
    const stood = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (stood) return true;
    await wait(50);
  }
  return false;
}

/** A certificate for 127.0.0.1 that is its own authority, and its key, as paths. */
export function selfSigned(folder: string): { cert: string; key: string } {
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  execFileSync('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-keyout', key, '-out', cert, '-days', '2', '-subj', '/CN=tocsin'],
    ...['-addext', 'subjectAltName=IP:127.0.0.1'],
  ]);
  return { cert, key };
}
