import type { Duplex } from 'node:stream';
import type { Client, ClientChannel } from 'ssh2';
import { CollectError } from '../collector.ts';
import type { Probe, ProbeAnswer } from '../remote.ts';
import { hearing } from '../shell/pipe.ts';
import {
  type RunOptions,
  runAlone,
  type Shell,
  type ShellPlace,
  type Started,
  shellAt,
} from '../shell/shell.ts';
import { orAborted } from '../turns.ts';

/** Characters of stderr that are kept for an error. */
const MAX_STDERR = 1_000;

/** A logged-in connection to a host whose key was verified: at most a shell, and one stream or one run, at once. */
export interface Connection {
  readonly isOpen: boolean;
  readonly shell: Shell;
  /** A stream on the host, as in `Host.connect`. */
  forward(to: number | string, signal: AbortSignal): Promise<Duplex>;
  /** One probe in a channel of its own, as in `Host.run`. */
  run(probe: Probe, options: RunOptions): Promise<ProbeAnswer>;
  close(): void;
}

/** `clients`: the connection to the host itself last, those of jump hosts before it. */
export function connection(clients: readonly Client[], target: string): Connection {
  const client = clients.at(-1);
  if (client === undefined) throw new Error('a connection needs a client');
  let isOpen = true;

  function close(): void {
    isOpen = false;
    for (const one of [...clients].reverse()) one.destroy();
  }
  for (const one of clients) one.once('close', close);
  // Without this every command waits 40 ms for Nagle's algorithm.
  for (const one of clients) one.setNoDelay(true);

  const error = (message: string, options: { retryable?: boolean; cause?: unknown } = {}) =>
    new CollectError(message, { target, retryable: true, ...options });
  const place = (lost: () => void): ShellPlace => ({
    get isOpen() {
      return isOpen;
    },
    start: (command, signal) => start(client, { command, signal, error }),
    lost,
    error,
  });
  const shell = shellAt(place(close));
  return {
    get isOpen() {
      return isOpen;
    },
    shell,
    forward: (to, signal) => forward(client, { to, signal, error }),
    // A shell that does not answer there says nothing of the one that is kept.
    run: (probe, options) =>
      runAlone(
        place(() => {}),
        probe,
        options,
      ),
    close,
  };
}

type MakeError = (message: string, options?: { retryable?: boolean; cause?: unknown }) => Error;

/**
 * What a call of ssh2 gives back; it never comes when the connection ends first. `late` gets what comes when nobody
 * waits any more.
 */
async function opened<T>(
  client: Client,
  signal: AbortSignal,
  options: {
    readonly error: MakeError;
    open(done: (error: Error | undefined, opened: T | null) => void): void;
    refused(error: Error): Error;
    late(opened: T): void;
  },
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const lost = () => reject(options.error('the connection was lost'));
  client.once('close', lost);
  let isWanted = true;
  try {
    options.open((cause, result) => {
      if (cause) return reject(options.refused(cause));
      if (result === null) return;
      if (isWanted) resolve(result);
      else options.late(result);
    });
    return await orAborted(promise, signal);
  } catch (cause) {
    promise.catch(() => {});
    signal.throwIfAborted();
    // ssh2 throws a plain error when the connection has ended already.
    if (cause instanceof CollectError) throw cause;
    throw options.error('the connection was lost', { cause });
  } finally {
    isWanted = false;
    client.removeListener('close', lost);
  }
}

function start(
  client: Client,
  { command, signal, error }: { command: string; signal: AbortSignal; error: MakeError },
): Promise<Started> {
  return opened<Started>(client, signal, {
    error,
    open: (done) =>
      client.exec(command, (cause, channel) =>
        // At once: what ends in the same packet says so only now.
        cause ? done(cause, null) : done(undefined, startedOf(channel)),
      ),
    refused: (cause) => error(`the server refused to run a command: ${cause.message}`, { cause }),
    late: (late) => late.close(),
  });
}

function startedOf(channel: ClientChannel): Started {
  const hears = hearing();
  let isOpen = true;
  let stderr = '';
  let code: number | null = null;
  channel.on('data', (chunk: Buffer) => hears.data(chunk));
  channel.stderr.on('data', (chunk: Buffer) => {
    if (stderr.length < MAX_STDERR) stderr += chunk.toString('utf8').slice(0, MAX_STDERR);
  });
  channel.on('exit', (exit: number | null) => {
    code = exit;
  });
  channel.on('error', () => {});
  channel.once('close', () => {
    isOpen = false;
    hears.closed();
  });
  return {
    get isOpen() {
      return isOpen;
    },
    send(text) {
      if (isOpen) channel.write(text);
    },
    close() {
      isOpen = false;
      channel.close();
    },
    hear: hears.set,
    last: () => ({ stderr, code }),
  };
}

/** Reasons of a refused channel: https://www.rfc-editor.org/rfc/rfc4254#section-5.1 */
const PROHIBITED = 1;
const CONNECT_FAILED = 2;

function forward(
  client: Client,
  { to, signal, error }: { to: number | string; signal: AbortSignal; error: MakeError },
): Promise<Duplex> {
  return opened<ClientChannel>(client, signal, {
    error,
    open: (done) =>
      typeof to === 'string'
        ? client.openssh_forwardOutStreamLocal(to, done)
        : // By name, so that what listens on ::1 alone is found too.
          client.forwardOut('127.0.0.1', 0, 'localhost', to, done),
    refused(cause) {
      const { reason } = cause as { reason?: number };
      // Servers do not say whether it is not there or may not be used.
      if (typeof to === 'string') return error(`no stream to ${to}: ${cause.message}`, { cause });
      if (reason === CONNECT_FAILED)
        return error(`nothing listens on port ${to} of the host`, { cause });
      if (reason === PROHIBITED) {
        const message = `the server forwards no connection to port ${to}: set AllowTcpForwarding local, and PermitOpen where it is used, in its sshd_config`;
        return error(message, { retryable: false, cause });
      }
      return error(`no stream to port ${to} of the host: ${cause.message}`, { cause });
    },
    late: (late) => late.destroy(),
  });
}
