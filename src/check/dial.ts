import { once } from 'node:events';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import { connect as connectTls } from 'node:tls';
import type { Network } from './address-policy.ts';
import { CheckFailure } from './kind.ts';
import { guardedLookup } from './lookup.ts';
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
 * A connection that `signal` ends; `network` says which addresses a name may lead to.
 *
 * @throws CheckFailure when nothing takes it.
 */
export async function dial(
  place: Place,
  signal: AbortSignal,
  network: Network = 'any',
): Promise<Socket> {
  const { host, port } = place;
  const socket = connect({ host, port, lookup: guardedLookup(network) });
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

/** Whether an answer may begin so; a piece of it that is too short to tell may. */
export type Beginning = (first: Buffer) => boolean;

/** Hears every piece that comes, and answers why the server is not to be heard any longer, or null. */
export type Listening = (chunk: Buffer) => string | null;

function refusal(
  chunk: Buffer,
  seen: { readonly isForeign: boolean; readonly size: number; readonly wrong: Listening },
): string | null {
  if (seen.isForeign) return 'answers, but not as such a server does: mend `host` and `port`';
  return seen.size > MOST_READ ? 'answers with more than 4 MiB: ask for less' : seen.wrong(chunk);
}

/**
 * Rejects when the server at the other end hangs up, speaks another language, or says more than it may. Nobody hears
 * what comes then: clients differ in what they do with noise, and some never end.
 */
export function lost(
  socket: Socket,
  place: Place,
  begins: Beginning = () => true,
  wrong: Listening = () => null,
): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => {});
  const where = placeOf(place);
  const { push } = socket;
  let size = 0;
  socket.push = (chunk: Buffer | null, encoding?: BufferEncoding) => {
    const isFirst = size === 0;
    size += chunk?.length ?? 0;
    const reason =
      chunk === null ? null : refusal(chunk, { isForeign: isFirst && !begins(chunk), size, wrong });
    if (reason === null) return push.call(socket, chunk, encoding);
    reject(new CheckFailure(`${where} ${reason}`));
    socket.destroy();
    return false;
  };
  socket.once('error', (error) => reject(reached(error, where)));
  socket.once('close', () => reject(new CheckFailure(`${where} closed the connection early`)));
  return promise;
}
