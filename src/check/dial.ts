import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { connect as connectTls } from 'node:tls';
import { CheckFailure } from './kind.ts';
import { reached } from './reach.ts';

/** Bytes that a server may say in one run. */
const MOST_READ = 4_194_304;

export interface Place {
  readonly host: string;
  readonly port: number;
}

export function placeOf({ host, port }: Place): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/**
 * A connection that `signal` ends.
 *
 * @throws CheckFailure when nothing takes it.
 */
export async function dial(place: Place, signal: AbortSignal): Promise<Socket> {
  const { host, port } = place;
  const socket = connect({ host, port });
  return stood(socket, 'connect', place, signal);
}

/**
 * `socket` under TLS.
 *
 * @throws CheckFailure when its certificate is not to be trusted, or it speaks no TLS.
 */
export async function secured(
  socket: Socket,
  options: ConnectionOptions,
  place: Place,
  signal: AbortSignal,
): Promise<Socket> {
  return stood(connectTls({ ...options, socket }), 'secureConnect', place, signal);
}

async function stood(
  socket: Socket,
  event: string,
  place: Place,
  signal: AbortSignal,
): Promise<Socket> {
  const close = () => socket.destroy();
  // An error without a listener would end the process.
  socket.on('error', close);
  signal.addEventListener('abort', close, { once: true });
  try {
    await once(socket, event, { signal });
    return socket;
  } catch (error) {
    close();
    signal.throwIfAborted();
    throw reached(error, placeOf(place));
  }
}

/** Rejects when the server at the other end hangs up, or says more than it may. */
export function lost(socket: Socket, place: Place): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => {});
  const where = placeOf(place);
  let size = 0;
  socket.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= MOST_READ) return;
    reject(new CheckFailure(`${where} answers with more than 4 MiB: ask for less`));
    socket.destroy();
  });
  socket.once('error', (error) => reject(reached(error, where)));
  socket.once('close', () => reject(new CheckFailure(`${where} closed the connection early`)));
  return promise;
}
