import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '../support/whole-app.ts';

const LAUNCHER = join(resolve(import.meta.dirname, '../..'), 'bin', 'tocsin.mjs');
const PATIENCE = 60_000;

const execute = promisify(execFile);

/** A running product, started as a user starts it: through the launcher, from its bundle. */
export interface Bot extends AsyncDisposable {
  readonly child: ChildProcess;
  /** Milliseconds from starting the process to the first answer of `GET /health`. */
  readonly ready: number;
  /** Milliseconds since the process was started. */
  since(): number;
  output(): string;
  stop(): Promise<void>;
}

/** Makes the bundle and what Node remembers of it, so that the next start finds both. */
export async function warm(folder: string): Promise<void> {
  await tocsin(folder, ['--version']);
}

/**
 * Runs one command to its end and gives its output.
 *
 * @throws with its output when it fails.
 */
export async function tocsin(folder: string, args: readonly string[]): Promise<string> {
  const env = { PATH: process.env['PATH'] ?? '' };
  const options = { cwd: folder, timeout: PATIENCE, env };
  return (await execute(process.execPath, [LAUNCHER, ...args], options)).stdout;
}

export async function startBot(
  folder: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Bot> {
  const port = await freePort();
  const started = performance.now();
  const child = spawn(process.execPath, [LAUNCHER, 'start'], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', ANALYTICS_PORT: String(port), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
  }
  const exited = once(child, 'close');
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await exited;
  };
  try {
    while (!(await answers(port))) {
      if (child.exitCode !== null || performance.now() - started > PATIENCE) {
        throw new Error(`the product did not start:\n${text}`);
      }
      await wait(5);
    }
  } catch (error) {
    await end('SIGKILL');
    throw error;
  }
  return {
    ...{ child, ready: performance.now() - started, output: () => text },
    since: () => performance.now() - started,
    stop: () => end('SIGTERM'),
    [Symbol.asyncDispose]: () => end('SIGKILL'),
  };
}

function answers(port: number): Promise<boolean> {
  return new Promise((done) => {
    const request = get({ port, host: '127.0.0.1', path: '/health', agent: false }, (response) => {
      response.resume().once('end', () => done(response.statusCode === 200));
    });
    request.once('error', () => done(false));
  });
}

/** Resident memory of a process in MB of 1,000,000 bytes, or null where /proc does not tell. */
export function residentMemory(pid: number): number | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
    return kilobytes === undefined ? null : (Number(kilobytes) * 1_024) / 1e6;
  } catch {
    return null;
  }
}
