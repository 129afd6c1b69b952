import type { Reading } from '../model/sample.ts';
import type { Target } from '../model/target.ts';
import { type Clock, type Instant, SECOND } from '../model/time.ts';
import { backOff } from './back-off.ts';
import type { Host, Probe, ProbeAnswers } from './remote.ts';

/**
 * A piece of each round of one target: what it asks of the host, and what it makes of the answers. All pieces are asked
 * in one go. It may remember; one target has it to itself.
 */
export interface Part {
  /** What it asks in this round, at `now` on the monotonic clock; nothing when it has nothing to ask. */
  probes(now: number): readonly Probe[];
  /**
   * Takes in what takes time, before its readings are asked for. `ask`: of the host, once more in this round; throws as
   * `Host.ask` does. Must not throw itself.
   */
  take?(
    answers: ProbeAnswers,
    times: RoundTimes,
    ask: (probes: readonly Probe[]) => Promise<ProbeAnswers>,
  ): Promise<void>;
  /**
   * What the round gave, also when it asked for nothing. A probe that was late before is left out for a while: its answer
   * is missing then.
   */
  readings(answers: ProbeAnswers, times: RoundTimes): readonly Reading[];
  /**
   * Asks in another way than through a shell, beside the probes and before `readings`.
   *
   * @throws nothing but the signal's reason when `signal` aborts first.
   */
  reach?(host: Host, options: Reaching): Promise<void>;
}

export interface Reaching {
  /** On the monotonic clock, when the round began. */
  readonly now: number;
  /** Milliseconds that no question may take. */
  readonly patience: number;
  /** Ends early enough for the round to end in time. */
  readonly signal: AbortSignal;
}

export interface RoundTimes {
  /** On the monotonic clock, when its probes were asked for. */
  readonly now: number;
  /** By the clock of this machine: between when the host was asked and when its answer was whole. */
  readonly asked: { readonly from: Instant; readonly to: Instant };
}

export interface PartsOptions {
  readonly clock: Clock;
  /** A number in [0, 1). */
  random(): number;
}

/** Of a round, so that one probe that hangs leaves the others their time; rounds take at most 20 s. */
const PROBE_SHARE = 0.4;
const MAX_ROUND = 20 * SECOND;

/** Milliseconds that one probe of a target may take at most. */
export function patienceOf({ interval }: Pick<Target, 'interval'>): number {
  return PROBE_SHARE * Math.min(interval, MAX_ROUND);
}

/** Asks for the parts of one target and leaves alone for a while what was late. */
export function partsRound(host: Host, { clock, random }: PartsOptions) {
  const late = new Map<string, { times: number; until: number }>();

  function note(answers: ProbeAnswers): void {
    for (const [name, { end }] of answers) {
      if (end === 'ended') late.delete(name);
      if (end !== 'late') continue;
      const times = (late.get(name)?.times ?? 0) + 1;
      late.set(name, { times, until: clock.monotonic() + backOff('probe', times, random) });
    }
  }

  /**
   * One round of `parts`. `patience`: milliseconds that no probe may exceed, so that one that hangs leaves the others
   * their time.
   *
   * @throws what `host.ask` throws.
   */
  return async (
    parts: readonly Part[],
    { signal, patience }: { readonly signal: AbortSignal; readonly patience: number },
  ): Promise<readonly Reading[]> => {
    const now = clock.monotonic();
    const probes = parts
      .flatMap((part) => part.probes(now))
      .filter(({ name }) => (late.get(name)?.until ?? now) <= now)
      .map((probe): Probe => ({ ...probe, patience: Math.min(probe.patience, patience) }));
    const from = clock.now();
    const beside = reachBeside(host, parts, { now, patience, signal });
    let answers: ProbeAnswers = new Map();
    try {
      if (probes.length > 0) answers = await host.ask(probes, signal);
    } catch (error) {
      beside.lost();
      throw error;
    }
    const times = { now, asked: { from, to: clock.now() } };
    await beside.reached;
    note(answers);
    const again = (more: readonly Probe[]) => host.ask(more, signal);
    await Promise.all(parts.map((part) => part.take?.(answers, times, again)));
    return parts.flatMap((part) => part.readings(answers, times));
  };
}

/** Lets the parts ask beside the probes; `lost` ends that, when the host is. */
function reachBeside(
  host: Host,
  parts: readonly Part[],
  reaching: Reaching,
): { readonly reached: Promise<unknown>; lost(): void } {
  const lost = new AbortController();
  let both: AbortSignal | null = null;
  const within: Reaching = {
    ...reaching,
    // Made when somebody reaches: that costs more than most of a round.
    get signal() {
      both ??= AbortSignal.any([reaching.signal, lost.signal]);
      return both;
    },
  };
  const reached = Promise.all(parts.flatMap((part) => part.reach?.(host, within) ?? []));
  reached.catch(() => {});
  return { reached, lost: () => lost.abort() };
}
