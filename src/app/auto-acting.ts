import { isDue } from '../action/due.ts';
import { fits } from '../action/fits.ts';
import { annotate } from '../alert/desk.ts';
import { decide as decideGate } from '../alert/gate.ts';
import { trouble } from '../log/trouble.ts';
import type { Alert } from '../model/alert.ts';
import { RULE } from '../model/alert.ts';
import type { Clock, Instant } from '../model/time.ts';
import { SECOND } from '../model/time.ts';
import { pause } from '../model/wait.ts';
import { runText } from '../report/action-text.ts';
import type { Store } from '../store/ports.ts';
import { StoreError } from '../store/ports.ts';
import { type Known, knownActions } from './action-known.ts';
import { episodeToken } from './action-refs.ts';
import type { Starting } from './action-start.ts';
import type { Alerting } from './alerting.ts';
import type { Live } from './live.ts';

/** How often it is looked for what is due. */
const EVERY = 5 * SECOND;

export interface AutoActingDeps {
  readonly live: Pick<Live, 'targets' | 'actionsOf'>;
  readonly alerting: Alerting;
  readonly store: Pick<Store, 'actions' | 'rounds'>;
  /** Whether a target is this process's to watch. */
  owns(target: number): boolean;
  readonly starting: Starting;
  readonly clock: Clock;
  readonly log: Parameters<typeof trouble>[0];
  /** When this process began. */
  readonly startedAt: Instant;
  /** Something was queued for the channels. */
  queued(): void;
}

/** Does by itself what is due for alerts that fire, until `signal` aborts. */
export async function keepActing(deps: AutoActingDeps, signal: AbortSignal): Promise<void> {
  const { failed, worked } = trouble(deps.log, (error) => error instanceof StoreError);
  while (!signal.aborted) {
    await pause(EVERY, signal);
    if (signal.aborted) return;
    try {
      await actOnce(deps);
      worked('actions by themselves');
    } catch (error) {
      failed('actions by themselves', error);
    }
  }
}

/** Begins what is due now; ends when all of it has begun. */
export async function actOnce(deps: AutoActingDeps): Promise<void> {
  const all = knownActions(deps).filter(
    ({ action, target }) => action.after !== null && deps.owns(target.id),
  );
  if (all.length === 0) return;
  for (const alert of [...deps.alerting.book.open(null)]) {
    for (const known of all) {
      if (known.target.id === alert.target && fits(known.action, alert)) {
        await actFor(deps, known, alert);
      }
    }
  }
}

async function actFor(deps: AutoActingDeps, known: Known, alert: Alert): Promise<void> {
  const { store, clock, alerting, startedAt, starting } = deps;
  const now = clock.now();
  const verdict = decideGate(alert, 'changed', { channels: [], cooldown: 0 }, alerting.world(now));
  const held = verdict.kind === 'hold' ? verdict.hold.why : null;
  const lastRound = await store.rounds.last(alert.target);
  if (!isDue(known.action, { alert, held, lastRound, startedAt, now })) return;
  if ((await store.actions.byToken(episodeToken(alert.id, known.action))) !== null) return;
  const begun = await starting.alone(known, alert);
  if (begun.kind !== 'begun') return;
  const { run } = begun;
  // What is begun says at its end what came of it.
  if (run.state === 'running') return;
  const text = `${run.action} by itself: ${runText(run)}`;
  await annotate(alerting, alert.id, { by: RULE, kind: 'acted', text });
  deps.queued();
}
