import { lookup } from 'node:dns/promises';
import { connect, isIP } from 'node:net';
import type { TestStep } from '../model/target-test.ts';
import { failed, passed, skipped } from '../model/target-test.ts';
import { SECOND } from '../model/time.ts';
import { orAborted } from './turns.ts';

/** Longest times of the steps. */
const LOOK_UP = 3 * SECOND;
const TCP = 4 * SECOND;

/** A port somewhere, and what an error on the way there means, for people. */
export interface Place {
  readonly host: string;
  readonly port: number;
  trouble(error: Error & { code?: string }): string;
}

/**
 * Looks a name up.
 *
 * @throws the signal's reason when `signal` aborts first.
 */
export async function lookedUp({ host, trouble }: Place, signal: AbortSignal): Promise<TestStep> {
  if (isIP(host) !== 0) return skipped('name', 'it is an address');
  const late = AbortSignal.timeout(LOOK_UP);
  try {
    const { address } = await orAborted(lookup(host), AbortSignal.any([signal, late]));
    return passed('name', `${host} is ${address}`);
  } catch (cause) {
    signal.throwIfAborted();
    const slow = `no answer within ${LOOK_UP / SECOND} s: look at the name servers of this machine`;
    return failed('name', late.aborted ? slow : trouble(cause as Error));
  }
}

/**
 * Connects to a port, and no more.
 *
 * @throws the signal's reason when `signal` aborts first.
 */
export function reached({ host, port, trouble }: Place, signal: AbortSignal): Promise<TestStep> {
  const { promise, resolve, reject } = Promise.withResolvers<TestStep>();
  const began = performance.now();
  const socket = connect({ host, port, timeout: TCP });
  const stop = () => reject(signal.reason);
  const fail = (cause: Error) => resolve(failed('TCP', trouble(cause)));
  signal.addEventListener('abort', stop, { once: true });
  socket.once('connect', () =>
    resolve(passed('TCP', `port ${port} in ${Math.round(performance.now() - began)} ms`)),
  );
  socket.once('timeout', () => fail(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })));
  socket.on('error', fail);
  return promise.finally(() => {
    signal.removeEventListener('abort', stop);
    socket.destroy();
  });
}
