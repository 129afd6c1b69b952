import type { Sleep } from '../collect/sleep.ts';
import type { Round } from '../model/sample.ts';
import type { Target } from '../model/target.ts';
import type { Clock } from '../model/time.ts';
import { SECOND } from '../model/time.ts';

/** At a start every check of a target changes: those of this time are one change of its score. */
const TOGETHER = SECOND;

/** Scores what has nothing but checks as soon as these change, beside its rounds; disposing it gives up what waits. */
export interface ScoreSoon extends AsyncDisposable {
  /** A check of this target stands otherwise than before. */
  changed(target: Target): void;
}

export function scoreSoon(deps: {
  readonly sleep: Sleep;
  readonly clock: Pick<Clock, 'now'>;
  /** Judges a round that nobody collected. */
  take(target: Target, round: Round): Promise<unknown>;
  failed(error: unknown): void;
}): ScoreSoon {
  const stop = new AbortController();
  const waiting = new Map<number, Promise<void>>();

  async function later(target: Target): Promise<void> {
    try {
      await deps.sleep(TOGETHER, stop.signal);
      waiting.delete(target.id);
      const round = { kind: 'measured', target: target.id, at: deps.clock.now() } as const;
      await deps.take(target, { ...round, took: 0, readings: [] });
    } catch (error) {
      if (!stop.signal.aborted) deps.failed(error);
    }
  }

  return {
    changed(target) {
      if (target.kind !== 'checks' || waiting.has(target.id)) return;
      waiting.set(target.id, later(target));
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.all(waiting.values());
    },
  };
}
