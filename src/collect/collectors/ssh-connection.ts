import type { Client, ClientChannel, ConnectConfig } from 'ssh2';
import type { SshAddress } from '../../model/target.ts';
import { SECOND } from '../../model/time.ts';
import { CollectError } from '../collector.ts';
import { ALGORITHMS } from './ssh-algorithms.ts';
import { credentials } from './ssh-credentials.ts';
import { hostKeyCheck } from './ssh-host-key.ts';

/** Longest answer that is read. */
const MAX_OUTPUT = 1024 * 1024;
/** Milliseconds for the handshake; the round's own deadline usually comes first. */
const HANDSHAKE_TIMEOUT = 20 * SECOND;
const KEEPALIVE_INTERVAL = 15 * SECOND;
const KEEPALIVE_MISSES = 3;

/** A logged-in connection to a host whose key was verified. */
export interface Connection {
  readonly isOpen: boolean;
  /**
   * Runs `command` and gives what it printed, at most 1 MiB. After `patience` milliseconds what has come is taken as
   * the answer when `isEnough` says so, and the command is left to itself.
   *
   * @throws CollectError when the connection ends or the answer is too long; the connection is closed then.
   * @throws the signal's reason when `signal` aborts; the connection is closed then.
   */
  run(
    command: string,
    options: {
      readonly signal: AbortSignal;
      readonly patience: number;
      isEnough(text: string): boolean;
    },
  ): Promise<{ readonly text: string; readonly isWhole: boolean }>;
  close(): void;
}

export type Connected =
  | { readonly kind: 'connected'; readonly connection: Connection }
  | {
      readonly kind: 'failed';
      readonly why: 'credentials' | 'host key' | 'authentication' | 'network';
      readonly error: CollectError;
    };

interface SshError extends Error {
  readonly level?: string;
  readonly code?: string;
}

/** Whose own message repeats the address: https://nodejs.org/api/errors.html#common-system-errors */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was cut off',
  EHOSTUNREACH: 'no way leads to this host',
  ENETUNREACH: 'no way leads to its network',
  ENOTFOUND: 'there is no host of this name',
  EAI_AGAIN: 'its name could not be looked up',
  ETIMEDOUT: 'no answer',
};

function whyNot({ code, message }: SshError): string {
  return (code === undefined ? undefined : REASONS[code]) ?? message;
}

/**
 * Connects and logs in. The host's key is verified first; a host whose key is not trusted never learns how we log in.
 *
 * @throws the signal's reason when `signal` aborts first.
 */
export async function connect(
  target: string,
  address: SshAddress,
  signal: AbortSignal,
): Promise<Connected> {
  const { default: ssh2 } = await import('ssh2');
  const failed = (
    why: (Connected & { kind: 'failed' })['why'],
    message: string,
    cause?: unknown,
  ): Connected => {
    const error = new CollectError(message, { target, retryable: why === 'network', cause });
    return { kind: 'failed', why, error };
  };

  const login = await credentials(address, ssh2.utils.parseKey);
  if (login.kind === 'missing') return failed('credentials', login.detail, login.cause);
  const check = await hostKeyCheck(address).catch((cause: unknown) =>
    failed('credentials', `${address.knownHosts} cannot be read`, cause),
  );
  if ('kind' in check) return check;
  signal.throwIfAborted();

  const client = new ssh2.Client();
  let refusal: string | null = null;
  try {
    await handshake(client, signal, {
      host: address.host,
      port: address.port,
      username: address.user,
      readyTimeout: HANDSHAKE_TIMEOUT,
      keepaliveInterval: KEEPALIVE_INTERVAL,
      keepaliveCountMax: KEEPALIVE_MISSES,
      algorithms: { ...ALGORITHMS, serverHostKey: check.algorithms },
      hostVerifier: (key: Buffer) => {
        refusal = check.refusal(key);
        return refusal === null;
      },
      ...login.config,
    });
  } catch (cause) {
    client.destroy();
    signal.throwIfAborted();
    const { level, message } = cause as SshError;
    const place = `${address.host}:${address.port}`;
    if (refusal !== null) return failed('host key', refusal, cause);
    if (/no matching host key format/.test(message))
      return failed('host key', check.missing, cause);
    if (level === 'client-authentication' || level === 'agent') {
      const way = String(login.config.authHandler);
      return failed(
        'authentication',
        `${place} refused to let ${address.user} in by ${way}`,
        cause,
      );
    }
    return failed('network', `cannot connect to ${place}: ${whyNot(cause as SshError)}`, cause);
  }
  return { kind: 'connected', connection: connection(client, target) };
}

function handshake(client: Client, signal: AbortSignal, config: ConnectConfig): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  client.once('ready', resolve);
  // Stays for good: an error without listener would end the process. What follows an error is always 'close'.
  client.on('error', reject);
  client.once('close', () => reject(new Error('the server closed the connection')));
  client.connect(config);
  return promise.finally(() => signal.removeEventListener('abort', abort));
}

function connection(client: Client, target: string): Connection {
  let isOpen = true;
  client.once('close', () => {
    isOpen = false;
  });
  // Without this every command waits 40 ms for Nagle's algorithm.
  client.setNoDelay(true);

  function close(): void {
    isOpen = false;
    client.destroy();
  }

  return {
    get isOpen() {
      return isOpen;
    },
    close,
    async run(command, { signal, patience, isEnough }) {
      signal.throwIfAborted();
      const { promise, resolve, reject } = Promise.withResolvers<{
        text: string;
        isWhole: boolean;
      }>();
      const fail = (message: string, cause?: unknown) =>
        reject(new CollectError(message, { target, retryable: true, cause }));
      const abort = () => reject(signal.reason);
      const lost = () => fail('the connection was lost');
      signal.addEventListener('abort', abort, { once: true });
      client.once('close', lost);
      let channel: ClientChannel | null = null;
      let text = '';
      const timer = setTimeout(() => {
        if (!isEnough(text)) return;
        resolve({ text, isWhole: false });
        channel?.close();
      }, patience);
      try {
        client.exec(command, (error, opened) => {
          if (error) return fail(`the server refused to run a command: ${error.message}`, error);
          channel = opened;
          opened.on('error', (cause: Error) => fail('the command broke off', cause));
          opened.on('close', () => resolve({ text, isWhole: true }));
          opened.stderr.resume();
          opened.setEncoding('utf8');
          opened.on('data', (chunk: string) => {
            text += chunk;
            if (text.length > MAX_OUTPUT) fail('the answer is longer than 1 MiB');
          });
        });
        return await promise;
      } catch (error) {
        close();
        if (error instanceof CollectError || signal.aborted) throw error;
        throw new CollectError('the connection was lost', {
          target,
          retryable: true,
          cause: error,
        });
      } finally {
        clearTimeout(timer);
        client.removeListener('close', lost);
        signal.removeEventListener('abort', abort);
      }
    },
  };
}
