import { attempts } from '../alert/attempts.ts';
import { failOver } from '../alert/fail-over.ts';
import { timesFollowClock } from '../alert/follow-clock.ts';
import { quietSince } from '../alert/quiet.ts';
import type { SweepDeps } from '../alert/sweep.ts';
import { sweep } from '../alert/sweep.ts';
import type { Alert } from '../model/alert.ts';
import type { Clock } from '../model/time.ts';
import { SECOND } from '../model/time.ts';
import { pause } from '../model/wait.ts';
import { destinationsOf } from '../notify/route.ts';
import { quietDigest, silenceEnded } from '../report/digest.ts';
import type { Store } from '../store/ports.ts';
import type { Alerting } from './alerting.ts';
import type { Live } from './live.ts';

/** How often it is looked for what happens by time alone. */
const EVERY = SECOND;

export interface SweepingDeps {
  readonly live: Live;
  readonly alerting: Alerting;
  readonly store: Pick<Store, 'outbox'>;
  readonly clock: Clock;
  /** Channels that can tell what another cannot, best first. */
  backups(channel: string): readonly string[];
  /** Tells who is on call now, where that is new; nobody does unless given. */
  handovers?(): Promise<void>;
  /** Something was queued for the channels. */
  queued(): void;
  failed(error: unknown): void;
  worked(): void;
}

/** Lets time pass for alerts until `signal` aborts. */
export async function keepSweeping(deps: SweepingDeps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await pause(EVERY, signal);
    if (signal.aborted) return;
    try {
      await sweepOnce(deps);
      deps.worked();
    } catch (error) {
      deps.failed(error);
    }
  }
}

export async function sweepOnce(deps: SweepingDeps): Promise<void> {
  const { live, alerting, store, clock } = deps;
  await timesFollowClock({ book: alerting.book, clock })();
  const at = clock.now();
  const steps = attempts();
  const changed = await steps.run(() => sweep(sweepDeps(deps), at));
  const after = live.config().alerting.failOver;
  const { overdue, posted } = store.outbox;
  const over = await steps.run(() =>
    failOver({ ...alerting, overdue, posted, backups: deps.backups }, { at, after }),
  );
  if ((changed?.length ?? 0) + (over ?? 0) > 0) deps.queued();
  await steps.run(async () => deps.handovers?.());
  steps.end();
}

function sweepDeps(deps: SweepingDeps): SweepDeps {
  const { live, alerting, store, clock } = deps;
  const queue = async (channel: string, key: string, reply: unknown) => {
    await store.outbox.queue({ key, channel, body: JSON.stringify(reply) }, clock.now());
    deps.queued();
  };
  return {
    ...alerting,
    async silenceEnded(silence, open) {
      if (silence.hidden === 0 && open.length === 0) return;
      const zone = live.config().zone;
      const reply = silenceEnded(silence, open, { now: clock.now(), zone });
      for (const channel of channelsOf(deps, open)) {
        await queue(channel, `silence-${silence.id}-ended`, reply);
      }
    },
    async summary(channel, { to }, alerts) {
      const hours = alerting.people.quietOf(channel);
      const zone = hours?.zone ?? live.config().zone;
      const from = hours ? quietSince(hours, to) : to;
      const reply = quietDigest({ from, to, zone, alerts });
      await queue(channel, `quiet-${to}`, reply);
    },
  };
}

/** Where it matters: the channels of what is still open, or every one that alerts go to. */
export function channelsOf(
  { alerting, live, clock }: Pick<SweepingDeps, 'alerting' | 'live' | 'clock'>,
  open: readonly Alert[],
): Set<string> {
  const { audience } = alerting;
  const named = open.flatMap((alert) => audience.channels(alert, alert.severity));
  if (named.length > 0) return new Set(named);
  const routed = destinationsOf(live.config().routes);
  return new Set(routed.flatMap((name) => audience.destinations(name, clock.now())));
}
