import type { Duplex } from 'node:stream';
import type { Client, ConnectConfig } from 'ssh2';
import type { SshAddress } from '../../model/target.ts';
import { SECOND } from '../../model/time.ts';
import { CollectError, type CollectReason } from '../collector.ts';
import { orAborted } from '../turns.ts';
import { ALGORITHMS } from './ssh-algorithms.ts';
import { type Connection, connection } from './ssh-connection.ts';
import { credentials } from './ssh-credentials.ts';
import { type HostKeyCheck, type HostKeyRefusal, hostKeyCheck } from './ssh-host-key.ts';
import { useKeyObjects } from './ssh-keys.ts';
import { sshSocket } from './ssh-socket.ts';
import { networkTrouble, refusedLogin } from './ssh-trouble.ts';

/** Milliseconds for the handshake; the round's own deadline usually comes first. */
const HANDSHAKE_TIMEOUT = 20 * SECOND;
const KEEPALIVE_INTERVAL = 15 * SECOND;
const KEEPALIVE_MISSES = 3;
/**
 * Bytes that Node takes at once for small buffers: https://nodejs.org/api/buffer.html#bufferpoolsize. A handshake makes
 * hundreds, of which a connection keeps a dozen; with Node's 64 KiB these kept all of that in memory for each host.
 */
const POOL = 8 * 1024;

export type Connected =
  | { readonly kind: 'connected'; readonly connection: Connection }
  | { readonly kind: 'failed'; readonly error: CollectError };

type Hop =
  | { readonly kind: 'client'; readonly client: Client }
  | Extract<Connected, { kind: 'failed' }>;

interface HopOptions {
  readonly target: string;
  readonly signal: AbortSignal;
  /** A stream through the hop before, or null to go there directly. */
  readonly through: Client | null;
}

/**
 * Connects and logs in, through its jump hosts one after the other. Each host's key is verified first; a host whose key
 * is not trusted never learns how we log in.
 *
 * @throws the signal's reason when `signal` aborts first.
 */
export async function connect(
  target: string,
  address: SshAddress,
  signal: AbortSignal,
): Promise<Connected> {
  const clients: Client[] = [];
  const closeAll = () => {
    for (const client of [...clients].reverse()) client.destroy();
  };
  try {
    for (const hop of [...(address.jumps ?? []), address]) {
      const answer = await logIn(hop, { target, signal, through: clients.at(-1) ?? null });
      if (answer.kind === 'failed') {
        closeAll();
        return hop === address ? answer : onTheWay(answer.error, hop);
      }
      clients.push(answer.client);
    }
  } catch (error) {
    closeAll();
    throw error;
  }
  return { kind: 'connected', connection: connection(clients, target) };
}

function onTheWay(error: CollectError, { host }: SshAddress): Connected {
  const { target, retryable, reason, cause, message } = error;
  const context = { target, retryable, reason, cause };
  return { kind: 'failed', error: new CollectError(`jump host ${host}: ${message}`, context) };
}

async function logIn(address: SshAddress, { target, signal, through }: HopOptions): Promise<Hop> {
  const { default: ssh2 } = await import('ssh2');
  Buffer.poolSize = Math.min(Buffer.poolSize, POOL);
  const failed = (reason: CollectReason, message: string, cause?: unknown): Hop => {
    const retryable = reason === 'network';
    const error = new CollectError(message, { target, retryable, reason, cause });
    return { kind: 'failed', error };
  };

  const login = await credentials(address, ssh2);
  if (login.kind === 'missing') return failed('credentials', login.detail, login.cause);
  let check: HostKeyCheck;
  try {
    check = await hostKeyCheck(address);
  } catch (cause) {
    return failed('credentials', (cause as Error).message, cause);
  }
  signal.throwIfAborted();

  const client = new ssh2.Client();
  const seen: { refusal: HostKeyRefusal | null } = { refusal: null };
  try {
    const sock = through === null ? sshSocket(address) : await streamTo(through, address, signal);
    await handshake(client, signal, {
      sock,
      username: address.user,
      readyTimeout: HANDSHAKE_TIMEOUT,
      keepaliveInterval: KEEPALIVE_INTERVAL,
      keepaliveCountMax: KEEPALIVE_MISSES,
      algorithms: { ...ALGORITHMS, serverHostKey: check.algorithms },
      hostVerifier: (key: Buffer) => {
        seen.refusal = check.refusal(key);
        return seen.refusal === null;
      },
      ...login.config,
    });
  } catch (cause) {
    client.destroy();
    signal.throwIfAborted();
    if (seen.refusal !== null) return failed(seen.refusal.reason, seen.refusal.message, cause);
    const { level, message } = cause as { level?: string; message: string };
    if (/no matching host key format/.test(message))
      return failed('host key changed', check.missing, cause);
    if (level === 'client-authentication' || level === 'agent') {
      return failed('authentication', refusedLogin(address, login.way), cause);
    }
    return failed('network', networkTrouble(address, cause as Error), cause);
  }
  useKeyObjects(client);
  return { kind: 'client', client };
}

function streamTo(
  through: Client,
  { host, port }: SshAddress,
  signal: AbortSignal,
): Promise<Duplex> {
  const { promise, resolve, reject } = Promise.withResolvers<Duplex>();
  through.forwardOut('127.0.0.1', 0, host, port, (error, stream) =>
    error ? reject(error) : resolve(stream),
  );
  through.once('close', () => reject(new Error('the connection was lost')));
  return orAborted(promise, signal);
}

function handshake(client: Client, signal: AbortSignal, config: ConnectConfig): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  client.once('ready', resolve);
  // Stays for good: an error without listener would end the process. What follows an error is always 'close'.
  client.on('error', reject);
  client.once('close', () => reject(new Error('the server closed the connection')));
  client.connect(config);
  return orAborted(promise, signal);
}
