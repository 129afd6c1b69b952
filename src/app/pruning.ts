import type { Config } from '../config/config.ts';
import type { Job } from '../schedule/calendar.ts';
import type { Samples, Store } from '../store/ports.ts';

/** Every night, what is older than the retention is deleted. */
export function pruningJob(
  config: Config,
  deps: { readonly store: Store; readonly samples: Samples; now(): number },
): Job {
  return {
    name: 'prune',
    at: '40 3 * * *',
    zone: config.zone,
    async run() {
      const before = deps.now() - config.retention;
      await deps.store.prune(before);
      await deps.samples.prune(before);
    },
  };
}
