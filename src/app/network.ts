import type { OwnNetwork } from '../alert/own-network.ts';
import { ownNetwork } from '../alert/own-network.ts';
import type { Clock } from '../model/time.ts';
import type { Alerting } from './alerting.ts';
import type { CheckBook } from './check-book.ts';
import { asksNetwork } from './check-network.ts';
import type { Live } from './live.ts';
import { probe } from './probe.ts';

/** Whether the monitor itself is online, for what it watches over the network. */
export function networkOf(
  deps: {
    readonly live: Live;
    readonly alerting: Pick<Alerting, 'pauses'>;
    readonly checks: Pick<CheckBook, 'all'>;
    readonly clock: Clock;
  },
  signal: AbortSignal,
): OwnNetwork {
  const { live, alerting, checks, clock } = deps;
  const isPaused = (target: number) => alerting.pauses.of(target) !== null;
  return ownNetwork({
    clock,
    remote: () =>
      live.targets().flatMap(({ id, kind }) => (kind === 'ssh' && !isPaused(id) ? [id] : [])),
    looksFurther: () => checks.all().some(asksNetwork),
    probe: () => probe(live.config(), signal),
  });
}
