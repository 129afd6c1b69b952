import { randomBytes } from 'node:crypto';
import type { ActionDesk } from '../chat/action-desk.ts';
import type { ChatPlace } from '../chat/command.ts';
import type { Reply } from '../chat/reply.ts';
import type { ChatSurface } from '../chat/surface.ts';
import type { Cluster } from '../cluster/solo.ts';
import type { Host } from '../collect/remote.ts';
import type { Log } from '../log/log.ts';
import type { Target } from '../model/target.ts';
import type { Clock } from '../model/time.ts';
import { MINUTE } from '../model/time.ts';
import type { Store } from '../store/ports.ts';
import { actionDesk } from './action-desk.ts';
import { actionRuns } from './action-runs.ts';
import { starting } from './action-start.ts';
import type { Alerting } from './alerting.ts';
import { actOnce, keepActing } from './auto-acting.ts';
import { storedSight } from './containers.ts';
import type { Live } from './live.ts';
import { workshopOf } from './workshops.ts';

export interface ActingDeps {
  readonly live: Live;
  readonly alerting: Alerting;
  readonly store: Store;
  readonly cluster?: Pick<Cluster, 'owns'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Something was queued for the channels. */
  queued(): void;
  chats(): readonly ChatSurface[];
  /** The host of a target that is watched here, or null; not given where nothing runs. */
  host?(target: Target): Host | null;
  /** Milliseconds a person waits for an end at once; 12 s unless given. */
  readonly wait?: number;
}

/** Everything that is done on targets: by admins, and by itself. */
export interface Acting extends AsyncDisposable {
  readonly desk: ActionDesk;
  /** Begins by itself what is due now. */
  once(): Promise<void>;
  /** Does so again and again until `signal` aborts. */
  keep(signal: AbortSignal): Promise<void>;
}

export function openActing(deps: ActingDeps): Acting {
  const { alerting, store, clock, host } = deps;
  const runs = actionRuns(deps);
  const reach = { pauses: alerting.pauses, ...(host && { host }) };
  const parts = {
    ...deps,
    runs,
    workshop: (target: Target) => workshopOf(target, reach),
    sight: (target: number) => storedSight(store.settings, target),
    startedAt: clock.now(),
    owns: (target: number) => deps.cluster?.owns(target) ?? true,
  };
  const all = { ...parts, starting: starting(parts) };
  return {
    desk: actionDesk({ ...all, tell: (place, reply) => tell(deps, place, reply) }),
    once: () => actOnce(all),
    keep: (signal) => keepActing(all, signal),
    [Symbol.asyncDispose]: () => runs[Symbol.asyncDispose](),
  };
}

/** An answer that comes late: a chat that cannot be reached finds it under /fix. */
async function tell({ chats, log }: ActingDeps, place: ChatPlace, reply: Reply): Promise<void> {
  const { surface, id, thread } = place;
  const channel = chats()
    .find(({ name }) => name === surface)
    ?.channel('fix', { id, thread });
  const message = { reply, replyTo: null, silent: false };
  const key = randomBytes(10).toString('hex');
  try {
    await channel?.post({ ...message, key }, AbortSignal.timeout(MINUTE));
  } catch (error) {
    log.error({ err: error }, 'the end of an action is not told');
  }
}
