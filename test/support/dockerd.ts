import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const DOCKERD = '/usr/sbin/dockerd';
const DOCKER = '/usr/bin/docker';
/** Of busybox-static: it needs no libraries in a container. */
const BUSYBOX = '/bin/busybox';
const STATIC = '/usr/share/doc/busybox-static';
const APPLETS = ['sh', 'sleep', 'cat', 'echo', 'head', 'tail', 'true', 'false', 'kill', 'touch'];

/** Whether a real engine can be started: Debian's docker.io and busybox-static, and we may do as root does. */
export const HAS_DOCKERD =
  [DOCKERD, DOCKER, BUSYBOX, STATIC].every(existsSync) && process.getuid?.() === 0;

/** The image that `startDockerd` makes. */
const IMAGE = 'busybox:test';

/** A real engine with folder, socket and containers of its own, for one test file. It has no network. */
export interface Dockerd extends AsyncDisposable {
  readonly folder: string;
  readonly socket: string;
  /** As DOCKER_HOST has it. */
  readonly address: string;
  /** Runs `docker` with these words on this engine and gives what it printed. */
  docker(...words: readonly string[]): string;
  /** `docker run --detach --network none --name NAME OPTIONS IMAGE WORDS` and gives the id. */
  run(name: string, options: readonly string[], ...words: readonly string[]): string;
  /** Removes every container. */
  clear(): void;
  /** Ends the engine and its containers with it, as a crash of the machine would; `start` brings it back. */
  stop(): Promise<void>;
  start(): Promise<void>;
  log(): string;
}

/** Starts an engine; `extra` words go to dockerd. */
export async function startDockerd(extra: readonly string[] = []): Promise<Dockerd> {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-dockerd-'));
  const socket = join(folder, 'docker.sock');
  const address = `unix://${socket}`;
  const logFile = join(folder, 'log');
  writeFileSync(logFile, '');
  let server: ChildProcess | null = null;

  const docker = (...words: readonly string[]) =>
    execFileSync(DOCKER, ['-H', address, ...words], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 30_000,
    }).trim();

  async function start(): Promise<void> {
    server = await launch(folder, address, extra);
  }

  async function stop(): Promise<void> {
    const running = server;
    server = null;
    if (running === null || running.exitCode !== null || running.signalCode !== null) return;
    const ended = new Promise((done) => running.once('exit', done));
    running.kill('SIGTERM');
    // It ends its containers first.
    const late = setTimeout(() => killAll(running.pid ?? 0), 15_000);
    await ended;
    clearTimeout(late);
  }

  function kill(): void {
    if (server !== null) killAll(server.pid ?? 0);
  }
  // A test run that is cut short disposes of nothing.
  process.once('exit', kill);

  function clear(): void {
    const all = docker('ps', '-aq').split('\n').filter(Boolean);
    if (all.length > 0) docker('rm', '-f', ...all);
  }

  await start();
  importImage(folder, docker);
  return {
    ...{ folder, socket, address, docker, clear, start, stop },
    run: (name, options, ...words) =>
      docker(
        'run',
        '-d',
        '--network',
        'none',
        '--stop-timeout',
        '1',
        ...['--name', name, ...options, IMAGE, ...words],
      ),
    log: () => readFileSync(logFile, 'utf8'),
    async [Symbol.asyncDispose]() {
      if (server !== null) clear();
      await stop();
      process.removeListener('exit', kill);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function launch(
  folder: string,
  address: string,
  extra: readonly string[],
): Promise<ChildProcess> {
  const words = [
    ...[
      '--iptables=false',
      '--bridge=none',
      '--storage-driver=vfs',
      '--shutdown-timeout=1',
      '-H',
      address,
      ...extra,
    ],
    ...['--data-root', join(folder, 'data'), '--exec-root', join(folder, 'run')],
    ...['--pidfile', join(folder, 'pid')],
  ];
  const quoted = words.map((word) => `'${word}'`).join(' ');
  const child = spawn('/bin/sh', ['-c', `exec ${DOCKERD} ${quoted} >>'${folder}/log' 2>&1`], {
    stdio: 'ignore',
  });
  const until = performance.now() + 30_000;
  while (performance.now() < until && child.exitCode === null) {
    if (answers(address)) return child;
    await wait(50);
  }
  killAll(child.pid ?? 0);
  throw new Error(`dockerd did not start: ${readFileSync(join(folder, 'log'), 'utf8')}`);
}

function answers(address: string): boolean {
  try {
    execFileSync(DOCKER, ['-H', address, 'version'], { stdio: 'ignore', timeout: 5_000 });
    return true;
  } catch {
    return false;
  }
}

/** An image of one static program, made here: nothing is fetched. */
function importImage(folder: string, docker: (...words: readonly string[]) => string): void {
  const bin = join(folder, 'root', 'bin');
  mkdirSync(bin, { recursive: true });
  mkdirSync(join(folder, 'root', 'tmp'));
  copyFileSync(BUSYBOX, join(bin, 'busybox'));
  for (const applet of APPLETS) symlinkSync('busybox', join(bin, applet));
  const tar = join(folder, 'image.tar');
  execFileSync('tar', ['-C', join(folder, 'root'), '-cf', tar, '.']);
  docker('import', '--change', 'ENV PATH=/bin', tar, IMAGE);
}

/** A process and all below it, read from /proc. */
function killAll(pid: number): void {
  for (const one of [pid, ...descendants(pid)]) {
    try {
      if (one > 0) process.kill(one, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

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
