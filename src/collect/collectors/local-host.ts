import { type ChildProcess, spawn } from 'node:child_process';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { CollectError } from '../collector.ts';
import type { Host, Probe } from '../remote.ts';
import { hearing } from '../shell/pipe.ts';
import { runAlone, type ShellPlace, type Started, shellAt } from '../shell/shell.ts';
import { orAborted, turns } from '../turns.ts';

/** Characters of stderr that are kept for an error. */
const MAX_STDERR = 1_000;
/** Milliseconds in which the output of a shell that has ended is still read. */
const LAST_WORDS = 500;
/** Milliseconds that a shell that did not answer has to end by itself. */
const FAREWELL = 5_000;

export interface LocalHost extends Host {
  /** The beginning of what its shell printed before it listened. */
  noise(): string;
  close(): void;
}

/**
 * This machine as a host: one `sh`, started when first asked and then kept. `program` is that shell, for systems that
 * have it elsewhere.
 */
export function localHost(target: string, program: readonly string[] = ['/bin/sh']): LocalHost {
  const asking = turns();
  const running = turns();
  const error = (message: string, options: { retryable?: boolean; cause?: unknown } = {}) =>
    new CollectError(message, { target, retryable: true, ...options });
  const place = (): ShellPlace => {
    let started: ChildProcess | null = null;
    return {
      isOpen: true,
      async start(command, signal) {
        const [file = '', ...args] = program;
        // `exec sh` is for log-in shells; here nothing stands before it.
        const words = command === 'exec sh' ? args : [...args, '-c', command];
        const child = spawn(file, words, { stdio: ['pipe', 'pipe', 'pipe'] });
        started = child;
        return startedOf(child, { signal, noShell: (cause) => noShell(file, cause) });
      },
      lost() {
        const child = started;
        // Its input has ended: it has this long to end what it runs.
        setTimeout(() => child?.kill('SIGKILL'), FAREWELL).unref();
      },
      error,
    };
  };
  const shell = shellAt(place());
  const noShell = (file: string, cause: Error) =>
    error(`${file} cannot be started on this machine (${cause.message})`, {
      retryable: false,
      cause,
    });

  return {
    ask: (probes: readonly Probe[], signal) =>
      asking.take((after) => shell.run(probes, { signal, after }), signal),
    run: (probe, signal) =>
      running.take((after) => runAlone(place(), probe, { signal, after }), signal),
    async connect(to, signal) {
      signal.throwIfAborted();
      const socket =
        typeof to === 'string' ? connect(to) : connect({ host: 'localhost', port: to });
      const { promise, resolve, reject } = Promise.withResolvers<Duplex>();
      socket.once('connect', () => resolve(socket));
      socket.once('error', (cause) =>
        reject(
          typeof to === 'string'
            ? error(`no connection to ${to}: ${cause.message}`, { cause })
            : error(`nothing listens on port ${to} of this machine`, { cause }),
        ),
      );
      try {
        return await orAborted(promise, signal);
      } catch (cause) {
        socket.destroy();
        throw cause;
      }
    },
    noise: shell.noise,
    close: () => shell.close(),
  };
}

async function startedOf(
  child: ChildProcess,
  { signal, noShell }: { readonly signal: AbortSignal; noShell(cause: Error): Error },
): Promise<Started> {
  const { stdin, stdout, stderr } = child;
  if (stdin === null || stdout === null || stderr === null) throw new Error('sh has no pipes');
  const hears = hearing();
  let isOpen = true;
  let complaint = '';
  let code: number | null = null;
  stdout.on('data', (chunk: Buffer) => hears.data(chunk));
  stderr.on('data', (chunk: Buffer) => {
    if (complaint.length < MAX_STDERR) complaint += chunk.toString('utf8').slice(0, MAX_STDERR);
  });
  // It has ended: 'close' says so.
  stdin.on('error', () => {});
  const { promise: spawned, resolve, reject } = Promise.withResolvers<void>();
  child.once('spawn', resolve);
  child.once('error', (cause) => reject(noShell(cause)));
  child.once('exit', (exit) => {
    code = exit;
    isOpen = false;
    // What it left behind may hold its output for ever.
    setTimeout(() => stdout.destroy(), LAST_WORDS).unref();
  });
  stdout.once('close', () => hears.closed());
  await orAborted(spawned, signal);
  return {
    get isOpen() {
      return isOpen;
    },
    send(text) {
      if (isOpen) stdin.write(text);
    },
    close() {
      isOpen = false;
      stdin.end();
      stdout.resume();
    },
    hear: hears.set,
    last: () => ({ stderr: complaint, code }),
  };
}
