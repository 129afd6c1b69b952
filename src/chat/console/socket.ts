import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, statSync } from 'node:fs';
import type { Server, Socket } from 'node:net';
import { createConnection, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { MINUTE } from '../../model/time.ts';
import type { Reply } from '../reply.ts';
import type { Desk, Identify } from '../surface.ts';
import { type FileAnswer, type FileLine, fileLines, readFileLines } from './file-wire.ts';
import { CONSOLE } from './prompt.ts';
import { firstLine } from './wire.ts';

/** Longest line that is read from a client. */
const MAX_LINE = 64 * 1_024;
const CLIENT_DEADLINE = 30_000;
/** How long either side may be silent while a file goes over: a reader may look at a page of it. */
const FILE_PATIENCE = 10 * MINUTE;
/** Bytes of a socket's path, its closing zero aside: https://man7.org/linux/man-pages/man7/unix.7.html (macOS has 104) */
const MAX_PATH = 103;

const ASK = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ping') }),
  z.object({
    kind: z.literal('command'),
    name: z.string(),
    input: z.string(),
    user: z.string(),
  }),
  z.object({ kind: z.literal('export'), input: z.string() }),
]);

/** What the command line asks of a running process; `ping` only asks whether it runs, `export` is answered with a file. */
export type Ask = z.infer<typeof ASK>;

export type Answer =
  | { readonly kind: 'running'; readonly stopping: boolean }
  | { readonly kind: 'reply'; readonly reply: Reply };

/** Where a process with this data directory listens; a named pipe on Windows. */
export function socketPath(dataDir: string, platform: string = process.platform): string {
  const folder = resolve(dataDir);
  const place = platform === 'win32' ? folder.toLowerCase() : folder;
  const name = `tocsin-${createHash('sha256').update(place).digest('hex').slice(0, 16)}`;
  if (platform === 'win32') return `\\\\.\\pipe\\${name}`;
  const path = join(dataDir, 'tocsin.sock');
  if (Buffer.byteLength(resolve(path)) <= MAX_PATH) return path;
  return join(tmpdir(), `tocsin-${userInfo().uid}`, `${name}.sock`);
}

/** Makes the socket's folder; in a shared one, somebody else's folder of that name is no place for it. */
function ownFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (statSync(folder).uid === userInfo().uid) return;
  throw new Error(`${folder} belongs to another user`);
}

interface SocketDeps {
  readonly path: string;
  readonly desk: Desk;
  readonly identify: Identify;
  /** Makes the file that is asked for, in the words of `/export`. */
  file(input: string): Promise<FileAnswer>;
  readonly signal: AbortSignal;
}

/** Answers the command line of this machine's own user, as admin. The socket is readable by that user only. */
export async function controlSocket(deps: SocketDeps): Promise<AsyncDisposable> {
  if (process.platform !== 'win32') ownFolder(dirname(deps.path));
  rmSync(deps.path, { force: true });
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.setTimeout(CLIENT_DEADLINE, () => socket.destroy());
    serve(deps, socket).catch(() => socket.destroy());
  });
  await listen(server, deps.path);
  return {
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}

/** The file is made with mode 0600 from the start, so that nobody else can slip in before it is closed to them. */
async function listen(server: Server, path: string): Promise<void> {
  const windows = process.platform === 'win32';
  const before = windows ? 0 : process.umask(0o177);
  try {
    await new Promise<void>((done, fail) => {
      // Stays: a client that cannot be accepted later, say for want of file handles, must not end the process.
      server.on('error', fail);
      server.listen(path, done);
      if (!windows) process.umask(before);
    });
  } finally {
    if (!windows) process.umask(before);
  }
}

async function serve(deps: SocketDeps, socket: Socket): Promise<void> {
  const line = await firstLine(socket, MAX_LINE);
  if (line === null) return void socket.destroy();
  const ask = ASK.parse(JSON.parse(line));
  if (ask.kind === 'export') return sendFile(deps, socket, ask.input);
  socket.end(`${JSON.stringify(await answer(deps, ask))}\n`);
}

/** Ends by itself when the other side goes away, or takes nothing for longer than it may be silent. */
async function sendFile(deps: SocketDeps, socket: Socket, input: string): Promise<void> {
  const gone = new AbortController();
  socket.once('close', () => gone.abort());
  socket.setTimeout(FILE_PATIENCE);
  const signal = AbortSignal.any([deps.signal, gone.signal]);
  await pipeline(Readable.from(fileLines(await deps.file(input), signal)), socket);
}

async function answer(deps: SocketDeps, ask: Exclude<Ask, { kind: 'export' }>): Promise<Answer> {
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

/** Asks a running process; null when none listens there, or none answers within `deadline` milliseconds. */
export async function askRunning(
  path: string,
  ask: Exclude<Ask, { kind: 'export' }>,
  deadline: number,
): Promise<Answer | null> {
  if (!isOurs(path)) return null;
  const socket = createConnection(path);
  const late = setTimeout(() => socket.destroy(), deadline);
  socket.on('error', () => socket.destroy());
  socket.on('connect', () => socket.write(`${JSON.stringify(ask)}\n`));
  try {
    const line = await firstLine(socket, Number.POSITIVE_INFINITY);
    return line === null ? null : (JSON.parse(line) as Answer);
  } catch {
    return null;
  } finally {
    clearTimeout(late);
    socket.destroy();
  }
}

function isOurs(path: string): boolean {
  const owner = statSync(path, { throwIfNoEntry: false })?.uid ?? userInfo().uid;
  return owner === userInfo().uid;
}

/**
 * Asks a running process for a file; null when none listens there. Its text ends early, with an error, when the process
 * fails or stops on the way, or says nothing for long.
 */
export async function askForFile(path: string, input: string): Promise<FileAnswer | null> {
  if (!isOurs(path)) return null;
  const socket = createConnection(path);
  socket.setTimeout(FILE_PATIENCE, () => socket.destroy(new Error('Tocsin says nothing any more')));
  socket.on('connect', () => socket.write(`${JSON.stringify({ kind: 'export', input })}\n`));
  const lines = readFileLines(socket);
  try {
    const { value: first } = await lines.next();
    if (first?.kind === 'file')
      return { ...first, text: (signal, note) => partsOf(lines, signal, note) };
    socket.destroy();
    return first?.kind === 'refused' ? first : null;
  } catch {
    return null;
  }
}

async function* partsOf(
  lines: AsyncGenerator<FileLine>,
  signal: AbortSignal,
  note: (line: string) => void = () => {},
): AsyncGenerator<string> {
  for await (const line of lines) {
    signal.throwIfAborted();
    if (line.kind === 'part') yield line.text;
    if (line.kind === 'note') note(line.text);
    if (line.kind === 'failed') throw new Error(line.reason);
    if (line.kind === 'end') return;
  }
  throw new Error('Tocsin went away before the file was whole');
}
