import type { TargetDesk } from '../chat/target-desk.ts';
import type { Host } from '../collect/remote.ts';
import type { ToldBook } from '../collect/told.ts';
import type { Target } from '../model/target.ts';
import type { TargetTest } from '../model/target-test.ts';
import type { Clock } from '../model/time.ts';
import type { Store } from '../store/ports.ts';
import type { Alerting } from './alerting.ts';
import type { Live } from './live.ts';
import { testTarget } from './target-test.ts';

export interface TargetDeskDeps {
  readonly live: Live;
  readonly alerting: Alerting;
  readonly store: Pick<Store, 'rounds'>;
  readonly clock: Pick<Clock, 'now'>;
  /** What a target told by itself so far. */
  readonly told: ToldBook['latest'];
  rejudge(): Promise<void>;
  /** The host of a target that is watched here, or null; not given where nothing is watched. */
  host?(target: Target): Host | null;
}

export function targetDesk(deps: TargetDeskDeps): TargetDesk {
  const { live, alerting, store, clock } = deps;
  return {
    async pause(target, { by, until }) {
      const doer = { id: by.id, name: by.name };
      const pause = await alerting.pauses.begin({ target: target.id, by: doer, until });
      await deps.rejudge();
      await store.rounds.endGap(target.id, clock.now());
      return pause;
    },

    // With the secrets that the store does not keep.
    async test(target, options) {
      const { http } = live.config();
      const parts = { http, rounds: store.rounds, latest: deps.told };
      const known = live.target(target.id) ?? target;
      const result = await testTarget(known, parts, options);
      // What was mended is not left alone any longer for what went wrong before.
      if (isAnswering(result)) deps.host?.(known)?.retry?.();
      return result;
    },

    async resume(target) {
      const isEnded = await alerting.pauses.end(target.id);
      if (isEnded) await deps.rejudge();
      return isEnded;
    },
  };
}

function isAnswering({ steps }: TargetTest): boolean {
  return steps.some(({ name, state }) => name === 'echo' && state === 'ok');
}
