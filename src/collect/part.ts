import type { Reading } from '../model/sample.ts';
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
   * What the round gave, also when it asked for nothing. A probe that was late before is left out for a while: its answer
   * is missing then.
   */
  readings(answers: ProbeAnswers, now: number): readonly Reading[];
}

export interface PartsOptions {
  monotonic(): number;
  random(): number;
}

/** Asks for the parts of one target and leaves alone for a while what was late. */
export function partsRound(host: Host, { monotonic, random }: PartsOptions) {
  const late = new Map<string, { times: number; until: number }>();

  function note(answers: ProbeAnswers): void {
    for (const [name, { end }] of answers) {
      if (end === 'ended') late.delete(name);
      if (end !== 'late') continue;
      const times = (late.get(name)?.times ?? 0) + 1;
      late.set(name, { times, until: monotonic() + backOff('probe', times, random) });
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
    const now = monotonic();
    const probes = parts
      .flatMap((part) => part.probes(now))
      .filter(({ name }) => (late.get(name)?.until ?? now) <= now)
      .map((probe): Probe => ({ ...probe, patience: Math.min(probe.patience, patience) }));
    const answers: ProbeAnswers = probes.length === 0 ? new Map() : await host.ask(probes, signal);
    note(answers);
    return parts.flatMap((part) => part.readings(answers, now));
  };
}
