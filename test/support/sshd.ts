import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { SshAddress, Target } from '../../src/model/target.ts';

const SSHD = '/usr/sbin/sshd';
/** Of openssh-client, which openssh-server brings. */
export const SSH_KEYGEN = '/usr/bin/ssh-keygen';

/** Whether a real server can be started: OpenSSH's is there, and we may log in as ourselves. */
export const HAS_SSHD = existsSync(SSHD) && process.getuid?.() === 0;

/** A real OpenSSH server on 127.0.0.1 with keys of its own, for one test file. */
export interface Sshd extends AsyncDisposable {
  readonly port: number;
  readonly folder: string;
  /** Process id of the listening server. */
  readonly pid: number;
  /** A key file that may log in. */
  readonly userKey: string;
  /** `SHA256:...` of the host key. */
  readonly fingerprint: string;
  /** The line for known_hosts. */
  readonly knownHost: string;
  /** What the server wrote; each log-in that was tried is a line with `userauth-request`. */
  log(): string;
  /** Stops every process of the server without ending it. */
  freeze(): void;
  thaw(): void;
  /** Ends the server and those it serves; `start` brings it back at the same port. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Both, with a new host key in between when asked. */
  restart(options?: { newHostKey: boolean }): Promise<void>;
}

/** A new key pair at `path`, and the text of its public half. */
export function makeKey(
  path: string,
  options: { type?: string; passphrase?: string } = {},
): string {
  rmSync(path, { force: true });
  const { type = 'ed25519', passphrase = '' } = options;
  execFileSync(SSH_KEYGEN, ['-q', '-t', type, '-N', passphrase, '-C', '', '-f', path]);
  return readFileSync(`${path}.pub`, 'utf8').trim();
}

/** Starts a server; `extra` lines come before all others of its configuration, and the first of a kind counts. */
export async function startSshd(extra: readonly string[] = []): Promise<Sshd> {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-sshd-'));
  const hostKey = join(folder, 'host_key');
  const userKey = join(folder, 'user_key');
  const logFile = join(folder, 'log');
  // sshd refuses to start without it; Debian makes it when the service starts.
  mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  makeKey(hostKey);
  writeFileSync(join(folder, 'authorized_keys'), `${makeKey(userKey)}\n`, { mode: 0o600 });
  let server = await launch(folder, extra);

  function kill(): void {
    const pid = server.child.pid ?? 0;
    signalAll([pid, ...descendants(pid)], 'SIGKILL');
  }
  // A test run that is cut short disposes of nothing.
  process.once('exit', kill);

  async function stop(): Promise<void> {
    kill();
    if (server.child.exitCode === null && server.child.signalCode === null) {
      await new Promise((done) => server.child.once('exit', done));
    }
  }

  async function start(): Promise<void> {
    server = await launch(folder, extra, server.port);
  }

  return {
    ...{ stop, start },
    get port() {
      return server.port;
    },
    folder,
    get pid() {
      return server.child.pid ?? 0;
    },
    userKey,
    get fingerprint() {
      const line = execFileSync(SSH_KEYGEN, ['-lf', `${hostKey}.pub`], { encoding: 'utf8' });
      return line.split(' ')[1] ?? '';
    },
    get knownHost() {
      return `[127.0.0.1]:${server.port} ${readFileSync(`${hostKey}.pub`, 'utf8').trim()}`;
    },
    log: () => readFileSync(logFile, 'utf8'),
    freeze: () => {
      const pid = server.child.pid ?? 0;
      signalAll([pid, ...descendants(pid)], 'SIGSTOP');
    },
    thaw: () => {
      const pid = server.child.pid ?? 0;
      signalAll([pid, ...descendants(pid)], 'SIGCONT');
    },
    async restart(options) {
      await stop();
      if (options?.newHostKey === true) makeKey(hostKey);
      await start();
    },
    async [Symbol.asyncDispose]() {
      await stop();
      process.removeListener('exit', kill);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function launch(
  folder: string,
  extra: readonly string[],
  wanted?: number,
): Promise<{ child: ChildProcess; port: number }> {
  const logFile = join(folder, 'log');
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const port = wanted ?? 20_000 + Math.floor(Math.random() * 12_000);
    writeFileSync(join(folder, 'config'), configuration(folder, port, extra));
    writeFileSync(logFile, '');
    const child = spawn(SSHD, ['-D', '-f', join(folder, 'config'), '-E', logFile], {
      stdio: 'ignore',
    });
    if (await listens(child, logFile)) return { child, port };
    child.kill('SIGKILL');
  }
  throw new Error(`sshd did not start: ${readFileSync(logFile, 'utf8')}`);
}

function configuration(folder: string, port: number, extra: readonly string[]): string {
  return [
    ...extra,
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${join(folder, 'host_key')}`,
    `AuthorizedKeysFile ${join(folder, 'authorized_keys')}`,
    `PidFile ${join(folder, 'pid')}`,
    'PermitRootLogin yes',
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PrintMotd no',
    'LogLevel DEBUG1',
    // Keeps a long .bashrc of the machine's user out of every command.
    'SetEnv SHLVL=5',
    '',
  ].join('\n');
}

/** Waits until the server says in its log that it listens. A connection to try it would count in the tests. */
async function listens(child: ChildProcess, logFile: string): Promise<boolean> {
  const until = performance.now() + 10_000;
  while (performance.now() < until && child.exitCode === null) {
    if (readFileSync(logFile, 'utf8').includes('Server listening')) return true;
    await wait(20);
  }
  return false;
}

/** Every process of a server: its own, and those of whoever is logged in. */
export function processesOf({ pid }: Sshd): number[] {
  return [pid, ...descendants(pid)];
}

/** Every process below `parent`, read from /proc. */
function descendants(parent: number): number[] {
  let listed = '';
  try {
    listed = readFileSync(`/proc/${parent}/task/${parent}/children`, 'utf8');
  } catch {
    // It has ended by itself.
  }
  const children = listed.trim().split(' ').filter(Boolean).map(Number);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      if (pid > 0) process.kill(pid, signal);
    } catch {
      // It has ended by itself.
    }
  }
}

/** A target that reaches `server` with the right key and fingerprint. */
export function sshTarget(server: Sshd, address: Partial<SshAddress> = {}): Target {
  return {
    id: 1,
    name: 'web-1',
    kind: 'ssh',
    interval: 5_000,
    labels: {},
    preset: 'base',
    ssh: {
      host: '127.0.0.1',
      port: server.port,
      user: userInfo().username,
      keyFile: server.userKey,
      password: null,
      agent: null,
      hostKey: server.fingerprint,
      knownHosts: join(server.folder, 'known_hosts'),
      ...address,
    },
    parent: null,
  };
}
