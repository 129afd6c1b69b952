import type { DoctorDesk } from '../chat/command.ts';
import type { ChatSurface } from '../chat/surface.ts';
import type { Loaded } from '../config/config.ts';
import { masker } from '../config/mask.ts';
import { runExaminations } from '../doctor/run.ts';
import type { Clock, Instant } from '../model/time.ts';
import type { Store } from '../store/ports.ts';
import type { Alerting } from './alerting.ts';
import type { BackupKeeper } from './backups.ts';
import { examinationsOf } from './doctor.ts';
import type { Live } from './live.ts';
import { testTarget } from './target-test.ts';
import type { Telling } from './telling.ts';

/** Examines the process that runs. */
export function doctorDesk(deps: {
  readonly live: Live;
  readonly alerting: Pick<Alerting, 'book' | 'pauses'>;
  readonly store: Pick<Store, 'people' | 'rounds'>;
  readonly backups: Pick<BackupKeeper, 'list'>;
  readonly telling: Pick<Telling, 'latest'>;
  readonly clock: Clock;
  readonly startedAt: Instant;
  chats(): readonly ChatSurface[];
  /** Reads the files of the configuration anew. */
  read(): Promise<Loaded>;
}): DoctorDesk {
  const { live, alerting, store, clock } = deps;
  return {
    async examine(signal) {
      const config = live.config();
      const { http, secrets } = config;
      const parts = { http, rounds: store.rounds, latest: deps.telling.latest };
      const examinations = examinationsOf({
        ...{ config, read: deps.read, since: deps.startedAt, chats: deps.chats() },
        linked: await store.people.channels(),
        targets: live.targets(),
        isPaused: ({ id }) => alerting.pauses.of(id) !== null,
        test: (target, within) => testTarget(target, parts, { tell: () => {}, signal: within }),
        async backups() {
          const { kept, failure } = await deps.backups.list();
          return { kept, failure: failure?.reason ?? null };
        },
        ownAlerts: async () =>
          [...alerting.book.open(live.self.id)]
            .filter(({ state }) => state.kind !== 'pending')
            .map(({ id, message }) => ({ id, title: message })),
        isHeld: async () => false,
        asking: { fetch, clock },
      });
      return runExaminations(examinations, { signal, mask: masker(secrets) });
    },
  };
}
