import type { Reading } from '../../model/sample.ts';
import type { Target } from '../../model/target.ts';
import { type Clock, SECOND } from '../../model/time.ts';
import { CollectError, type Collector } from '../collector.ts';
import { type Part, partsRound, patienceOf } from '../part.ts';
import type { Host, Probe } from '../remote.ts';
import type { Sleep } from '../sleep.ts';
import { darwinPart } from './darwin-part.ts';
import { linuxPart } from './linux-part.ts';
import { type ProcessesPart, processesPart } from './processes-part.ts';
import { servicesPart } from './services-part.ts';
import { type SshHost, sshHost } from './ssh-host.ts';

/** How far apart the first two readings of a host are, in milliseconds. */
const FIRST_SPAN = 200;

const SYSTEM: Probe = {
  name: 'system',
  script: 'uname -s; getconf PAGESIZE',
  patience: 5 * SECOND,
};

export interface SshDeps {
  readonly clock: Clock;
  readonly sleep: Sleep;
  /** A number in [0, 1). */
  random(): number;
  /** Milliseconds df may take on the host; 3 s unless given. */
  readonly diskPatience?: number;
  /** What else is asked in each round of a target. */
  parts?(target: Target): readonly Part[];
}

/** Reads hosts over SSH, and gives them to whoever asks more of them. */
export interface SshCollector extends Collector {
  /** Over the same connection as its rounds; null for a target without SSH address. */
  host(target: Target): SshHost | null;
}

/** What is kept of one target between rounds. */
interface Watched {
  readonly host: SshHost;
  readonly round: ReturnType<typeof partsRound>;
  readonly others: readonly Part[];
  /** null until the host has said what it is. */
  parts: readonly Part[] | null;
  processes: ProcessesPart | null;
}

/**
 * Reads Linux hosts and Macs over SSH: one kept connection with one kept shell each, one read-only script a round, nothing
 * installed there. Host keys are always verified before logging in.
 */
export function sshCollector(deps: SshDeps): SshCollector {
  const watched = new Map<number, Watched>();

  function watchedOf(target: Target): Watched | null {
    const known = watched.get(target.id);
    if (known !== undefined || target.ssh === null) return known ?? null;
    const host = sshHost(target.name, target.ssh, deps);
    const round = partsRound(host, deps);
    const one: Watched = {
      host,
      round,
      others: deps.parts?.(target) ?? [],
      parts: null,
      processes: null,
    };
    watched.set(target.id, one);
    return one;
  }

  return {
    kind: 'ssh',
    host: (target) => watchedOf(target)?.host ?? null,
    processes: ({ id }) => watched.get(id)?.processes?.latest() ?? null,
    async collect(target, signal) {
      signal.throwIfAborted();
      const one = watchedOf(target);
      if (one === null) {
        const context = { target: target.name, retryable: false };
        throw new CollectError('no SSH address is configured', context);
      }
      if (one.parts === null) {
        const { part, processes } = await begin(target, one.host, { deps, signal });
        const linux = processes === null ? [] : [servicesPart(), processes];
        one.parts = [part, ...linux, ...one.others];
        one.processes = processes;
      }
      const readings = await one.round(one.parts, { signal, patience: patienceOf(target) });
      one.processes?.note(readings);
      return checked(readings, target);
    },
    async [Symbol.asyncDispose]() {
      for (const { host } of watched.values()) host.close();
      watched.clear();
    },
  };
}

/** Learns what the host is, and takes the readings that the first rates need. */
async function begin(
  target: Target,
  host: Host,
  { deps, signal }: { readonly deps: SshDeps; readonly signal: AbortSignal },
): Promise<{ readonly part: Part; readonly processes: ProcessesPart | null }> {
  const part = linuxPart(deps);
  const answers = await host.ask([SYSTEM, part.first], signal);
  const [system = '', page = ''] = answers.get(SYSTEM.name)?.text.trim().split('\n') ?? [];
  if (system === 'Darwin') return { part: darwinPart(), processes: null };
  if (system !== 'Linux') {
    const message = `the host is no Linux and no macOS but “${system.slice(0, 40)}”`;
    throw new CollectError(message, { target: target.name, retryable: false });
  }
  part.began(answers);
  await deps.sleep(FIRST_SPAN, signal);
  const pageSize = /^\d{4,6}$/.test(page) ? Number(page) : null;
  return { part, processes: processesPart({ pageSize }) };
}

/** A round without the least a host says is none. */
function checked(readings: readonly Reading[], target: Target): readonly Reading[] {
  if (readings.some(({ metric }) => metric.startsWith('system.'))) return readings;
  const context = { target: target.name, retryable: true };
  throw new CollectError('the host has no /proc that can be read: is proc mounted?', context);
}
