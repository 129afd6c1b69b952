import type { Duplex } from 'node:stream';
import type { SshAddress } from '../../model/target.ts';
import type { Clock } from '../../model/time.ts';
import { backOff } from '../back-off.ts';
import { CollectError } from '../collector.ts';
import type { Host, Probe } from '../remote.ts';
import { turns } from '../turns.ts';
import { connect } from './ssh-connect.ts';
import type { Connection } from './ssh-connection.ts';
import { hostKeyCheck } from './ssh-host-key.ts';

export interface SshHostDeps {
  readonly clock: Pick<Clock, 'monotonic'>;
  /** A number in [0, 1). */
  random(): number;
}

/** A host over SSH: one connection that is kept, with a shell on it, and at most one stream or one run beside it. */
export interface SshHost extends Host {
  /** Whether it is connected now. */
  readonly isConnected: boolean;
  /** The next call tries at once, whatever went wrong before: somebody says that it is mended. */
  retry(): void;
  waits(): number | null;
  close(): void;
}

const BUSY = 'an action runs on the host: what needs a stream to it waits until it has ended';

/** What went wrong before, and until which moment of monotonic time it is told again instead of being tried. */
interface Wait {
  readonly until: number;
  readonly error: CollectError;
  /** Of a host key that changed: what was expected. No log-in is tried until something else is. */
  readonly expected: string | null;
}

/**
 * Connects when first asked. What fails is tried again after longer and longer waits, log-ins that were refused after
 * long ones; a host whose key has changed is left alone until another key is expected.
 */
export function sshHost(target: string, address: SshAddress, deps: SshHostDeps): SshHost {
  const asking = turns();
  /** Of what has a channel beside the shell. */
  const beside = turns();
  /** Runs that have the turn, or wait for it. */
  let runs = 0;
  let connection: Connection | null = null;
  let failures = 0;
  let wait: Wait | null = null;

  function pause(error: CollectError, expected: string | null = null): void {
    failures += 1;
    const why = error.reason === 'authentication' ? error.reason : 'network';
    const until = deps.clock.monotonic() + backOff(why, failures, deps.random);
    wait = { until, error, expected };
  }

  async function mustWait(): Promise<CollectError | null> {
    if (wait === null) return null;
    if (wait.expected !== null) {
      return (await expectation(address)) === wait.expected ? wait.error : null;
    }
    return wait.until > deps.clock.monotonic() ? wait.error : null;
  }

  async function connected(signal: AbortSignal): Promise<Connection> {
    if (connection?.isOpen === true) return connection;
    connection = null;
    const told = await mustWait();
    // As it was: a countdown would make news of every round.
    if (told !== null) throw again(told);
    try {
      const answer = await connect(target, address, signal);
      if (answer.kind === 'connected') {
        connection = answer.connection;
        return connection;
      }
      await refused(answer.error);
      throw answer.error;
    } catch (error) {
      if (signal.aborted) pause(reasonOf(error, target));
      throw error;
    }
  }

  async function refused(error: CollectError): Promise<void> {
    // Nothing was sent for want of credentials, so nothing needs sparing.
    if (error.reason === 'credentials') return;
    const isChanged = error.reason === 'host key changed';
    pause(error, isChanged ? await expectation(address) : null);
  }

  async function open(signal: AbortSignal): Promise<Connection> {
    const known = connection?.isOpen === true ? connection : null;
    return known ?? (await asking.take(() => connected(signal), signal));
  }

  return {
    get isConnected() {
      return connection?.isOpen === true;
    },
    waits() {
      if (wait === null || connection?.isOpen === true) return null;
      if (wait.expected !== null) return Number.POSITIVE_INFINITY;
      const left = wait.until - deps.clock.monotonic();
      return left > 0 ? left : null;
    },
    retry() {
      wait = null;
      failures = 0;
    },
    close() {
      connection?.close();
      connection = null;
    },

    ask: (probes: readonly Probe[], signal) =>
      asking.take(async (after) => {
        const mine = await connected(signal);
        try {
          const answers = await mine.shell.run(probes, { signal, after });
          failures = 0;
          wait = null;
          return answers;
        } catch (error) {
          // Whoever gave up on a host that answers has not found it failing.
          if (error instanceof CollectError) mine.close();
          if (!mine.isOpen) pause(reasonOf(error, target));
          throw error;
        }
      }, signal),

    async connect(to, signal) {
      if (runs > 0) throw new CollectError(BUSY, { target, retryable: true, reason: 'busy' });
      return beside.take(async (after) => {
        const mine = await open(signal);
        const stream = await mine.forward(to, signal);
        after(ended(stream));
        return stream;
      }, signal);
    },

    async run(probe, signal) {
      runs += 1;
      try {
        return await beside.take(async (after) => {
          const mine = await open(signal);
          return mine.run(probe, { signal, after });
        }, signal);
      } finally {
        runs -= 1;
      }
    },
  };
}

/** Of the host and of those on the way to it. */
async function expectation(address: SshAddress): Promise<string> {
  const checks = await Promise.all(
    [...(address.jumps ?? []), address].map((hop) =>
      hostKeyCheck(hop).then(
        ({ expected }) => expected,
        (error: Error) => error.message,
      ),
    ),
  );
  return JSON.stringify(checks);
}

function ended(stream: Duplex): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  stream.once('close', resolve);
  return promise;
}

function again({ message, target, retryable, reason, cause }: CollectError): CollectError {
  return new CollectError(message, { target, retryable, reason, cause });
}

function reasonOf(error: unknown, target: string): CollectError {
  if (error instanceof CollectError) return error;
  const context = { target, retryable: true, reason: 'network', cause: error } as const;
  const isLate = error instanceof DOMException && error.name === 'TimeoutError';
  return new CollectError(isLate ? error.message : 'the host did not answer in time', context);
}
