import { createHash } from 'node:crypto';
import { chmodSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { createConnection, createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Reply } from '../reply.ts';
import type { Desk, Identify } from '../surface.ts';
import { CONSOLE } from './prompt.ts';

/** Longest line that is read from a client. */
const MAX_LINE = 64 * 1_024;
const CLIENT_DEADLINE = 30_000;

/** What the command line asks of a running process; `ping` only asks whether it runs. */
export type Ask =
  | { readonly kind: 'ping' }
  | {
      readonly kind: 'command';
      readonly name: string;
      readonly input: string;
      readonly user: string;
    };

export type Answer =
  | { readonly kind: 'running'; readonly stopping: boolean }
  | { readonly kind: 'reply'; readonly reply: Reply };

/** Where a process with this data directory listens; a named pipe on Windows. */
export function socketPath(dataDir: string, platform: string = process.platform): string {
  if (platform !== 'win32') return join(dataDir, 'tocsin.sock');
  const digest = createHash('sha256').update(resolve(dataDir).toLowerCase()).digest('hex');
  return `\\\\.\\pipe\\tocsin-${digest.slice(0, 16)}`;
}

/** Answers the command line of this machine's own user, as admin. The socket is readable by that user only. */
export async function controlSocket(deps: {
  readonly path: string;
  readonly desk: Desk;
  readonly identify: Identify;
  readonly signal: AbortSignal;
}): Promise<AsyncDisposable> {
  rmSync(deps.path, { force: true });
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.setTimeout(CLIENT_DEADLINE, () => socket.destroy());
    serve(deps, socket);
  });
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(deps.path, () => done());
  });
  if (process.platform !== 'win32') chmodSync(deps.path, 0o600);
  return {
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}

function serve(deps: Parameters<typeof controlSocket>[0], socket: Socket): void {
  let read = 0;
  socket.on('data', (chunk) => {
    read += chunk.length;
    if (read > MAX_LINE) socket.destroy();
  });
  createInterface({ input: socket }).once('line', (line) => {
    answer(deps, line).then(
      (found) => socket.end(`${JSON.stringify(found)}\n`),
      () => socket.destroy(),
    );
  });
}

async function answer(deps: Parameters<typeof controlSocket>[0], line: string): Promise<Answer> {
  const ask = JSON.parse(line) as Ask;
  if (ask.kind === 'ping') return { kind: 'running', stopping: deps.signal.aborted };
  const { name, input, user } = ask;
  const seen = { surface: 'console', userId: user, name: user, groups: [], owner: false } as const;
  const actor = await deps.identify(seen);
  const { desk, signal } = deps;
  return {
    kind: 'reply',
    reply: await desk.answer({ name, input, actor, place: CONSOLE, signal }),
  };
}

/** Asks a running process; null when none listens there. */
export function askRunning(path: string, ask: Ask, deadline: number): Promise<Answer | null> {
  return new Promise((done) => {
    const socket = createConnection(path);
    const finish = (found: Answer | null) => {
      socket.destroy();
      done(found);
    };
    socket.setTimeout(deadline, () => finish(null));
    socket.on('error', () => finish(null));
    socket.on('close', () => finish(null));
    socket.on('connect', () => socket.write(`${JSON.stringify(ask)}\n`));
    createInterface({ input: socket })
      .on('error', () => finish(null))
      .once('line', (line) => finish(JSON.parse(line) as Answer));
  });
}
