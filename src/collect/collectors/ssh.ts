import type { Reading } from '../../model/sample.ts';
import { noLabels } from '../../model/sample.ts';
import type { SshAddress, Target } from '../../model/target.ts';
import { type Clock, MINUTE, SECOND } from '../../model/time.ts';
import { backOff } from '../back-off.ts';
import { CollectError, type Collector } from '../collector.ts';
import type { Sleep } from '../sleep.ts';
import { diskReadings } from './disks.ts';
import { type Counters, countersOf, currentReadings, rates } from './readings.ts';
import { type Connection, connect } from './ssh-connection.ts';
import {
  type Answer,
  parseAnswer,
  SCRIPT,
  SCRIPT_WITHOUT_DISKS,
  waitsForDisks,
} from './ssh-script.ts';

/** How far apart the first two readings of a connection are, in milliseconds. */
const FIRST_SPAN = 200;
/** How long a host's disks are left alone after df hung there; each hung df stays on the host until its disk answers. */
const DISK_PAUSE = 10 * MINUTE;
/** How long df may take. */
const DISK_PATIENCE = 3 * SECOND;

export interface SshDeps {
  readonly clock: Clock;
  readonly sleep: Sleep;
  /** A number in [0, 1). */
  random(): number;
  /** Milliseconds df may take on the host; 3 s unless given. */
  readonly diskPatience?: number;
}

/** What is kept of one host between rounds. */
interface Host {
  connection: Connection | null;
  /** Of this connection: a host that was started again never meets its old counters. */
  before: Counters | null;
  failures: number;
  /** Monotonic time before which no connection is tried, and why. */
  wait: { readonly until: number; readonly error: CollectError | null };
  /** Monotonic time before which df is not run. */
  disksFrom: number;
}

/**
 * Reads Linux hosts over SSH: one kept connection each, one read-only script a round, nothing installed there. Host
 * keys are always verified before logging in.
 */
export function sshCollector(deps: SshDeps): Collector {
  const hosts = new Map<number, Host>();

  function hostOf(target: Target): Host {
    let host = hosts.get(target.id);
    if (host === undefined) {
      const wait = { until: Number.NEGATIVE_INFINITY, error: null };
      host = { connection: null, before: null, failures: 0, wait, disksFrom: wait.until };
      hosts.set(target.id, host);
    }
    return host;
  }

  return {
    kind: 'ssh',
    async collect(target, signal) {
      signal.throwIfAborted();
      if (target.ssh === null) {
        throw new CollectError('no SSH address is configured', {
          target: target.name,
          retryable: false,
        });
      }
      const host = hostOf(target);
      const connection = await connected(target, target.ssh, { host, deps, signal });
      try {
        const readings = await round(target, connection, { host, deps, signal });
        host.failures = 0;
        return readings;
      } catch (error) {
        connection.close();
        pause(host, 'network', { deps, error: reasonOf(error, target) });
        throw error;
      }
    },
    async [Symbol.asyncDispose]() {
      for (const host of hosts.values()) host.connection?.close();
      hosts.clear();
    },
  };
}

interface Context {
  readonly host: Host;
  readonly deps: SshDeps;
  readonly signal: AbortSignal;
}

function reasonOf(error: unknown, target: Target): CollectError {
  if (error instanceof CollectError) return error;
  const context = { target: target.name, retryable: true, cause: error };
  const isLate = error instanceof DOMException && error.name === 'TimeoutError';
  return new CollectError(isLate ? error.message : 'the host did not answer in time', context);
}

function pause(
  host: Host,
  why: 'network' | 'authentication',
  { deps, error }: { deps: SshDeps; error: CollectError },
): void {
  host.failures += 1;
  const until = deps.clock.monotonic() + backOff(why, host.failures, deps.random);
  host.wait = { until, error };
}

async function connected(
  target: Target,
  address: SshAddress,
  { host, deps, signal }: Context,
): Promise<Connection> {
  if (host.connection?.isOpen === true) return host.connection;
  const waiting = host.wait.until - deps.clock.monotonic();
  if (waiting > 0 && host.wait.error !== null) {
    // As it was: a countdown would make news of every round.
    const { message, retryable, cause } = host.wait.error;
    throw new CollectError(message, { target: target.name, retryable, cause });
  }
  host.before = null;
  host.connection = null;
  try {
    const answer = await connect(target.name, address, signal);
    if (answer.kind === 'connected') {
      host.connection = answer.connection;
      return answer.connection;
    }
    // Nothing was sent for want of credentials, so nothing needs sparing.
    if (answer.why !== 'credentials') {
      const why = answer.why === 'authentication' ? answer.why : 'network';
      pause(host, why, { deps, error: answer.error });
    }
    throw answer.error;
  } catch (error) {
    if (signal.aborted) pause(host, 'network', { deps, error: reasonOf(error, target) });
    throw error;
  }
}

async function round(
  target: Target,
  connection: Connection,
  { host, deps, signal }: Context,
): Promise<readonly Reading[]> {
  if (host.before === null) {
    const first = await ask(target, connection, { host, deps, signal });
    host.before = countersOf(first.texts);
    await deps.sleep(FIRST_SPAN, signal);
  }
  const answer = await ask(target, connection, { host, deps, signal });
  const now = countersOf(answer.texts);
  const readings: Reading[] = [...rates(host.before, now), ...currentReadings(answer.texts)];
  host.before = now;
  if (answer.processes !== null) {
    readings.push({ metric: 'system.processes', labels: noLabels(), value: answer.processes });
  }
  return [...readings, ...answer.disks.flatMap(diskReadings)];
}

/** Runs the script once. A df that hangs costs the disks of this answer, not the answer. */
async function ask(
  target: Target,
  connection: Connection,
  { host, deps, signal }: Context,
): Promise<Answer> {
  const withDisks = deps.clock.monotonic() >= host.disksFrom;
  const { text, isWhole } = await connection.run(withDisks ? SCRIPT : SCRIPT_WITHOUT_DISKS, {
    signal,
    patience: deps.diskPatience ?? DISK_PATIENCE,
    isEnough: waitsForDisks,
  });
  const answer = parseAnswer(text);
  if (!isWhole) host.disksFrom = deps.clock.monotonic() + DISK_PAUSE;
  if (isWhole && !answer.isComplete) {
    throw new CollectError('the answer broke off', { target: target.name, retryable: true });
  }
  if (answer.texts.stat === '' && answer.texts.meminfo === '') {
    throw new CollectError('the host has no /proc that can be read; only Linux is supported', {
      target: target.name,
      retryable: false,
    });
  }
  return answer;
}
