import type { Config } from '../config/config.ts';
import type { Job } from '../schedule/calendar.ts';
import type { Events, Samples, Store } from '../store/ports.ts';

/** Every night, what is older than the retention is deleted. */
export function pruningJob(
  config: Pick<Config, 'zone' | 'retention'>,
  deps: {
    readonly store: Store;
    readonly samples: Samples;
    readonly events: Pick<Events, 'prune'>;
    now(): number;
  },
): Job {
  return {
    name: 'prune',
    at: '40 3 * * *',
    zone: config.zone,
    async run() {
      const before = deps.now() - config.retention;
      // The samples fill the disk: they are pruned also when the state cannot be.
      const ended = await Promise.allSettled([
        deps.store.prune(before),
        deps.samples.prune(before),
        deps.events.prune(before),
      ]);
      for (const one of ended) if (one.status === 'rejected') throw one.reason;
    },
  };
}
