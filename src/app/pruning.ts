import type { Config } from '../config/config.ts';
import { DAY } from '../model/time.ts';
import type { Job } from '../schedule/calendar.ts';
import { LONGEST_WINDOW } from '../score/uptime.ts';
import type { Events, Logs, Samples, Store } from '../store/ports.ts';

/** How right forecasts were is told of a year. */
const FORECASTS_KEPT = 365 * DAY;

/** Every night, what is older than the retention is deleted. */
export function pruningJob(
  config: Pick<Config, 'zone' | 'retention' | 'storage'>,
  deps: {
    readonly store: Store;
    readonly samples: Samples;
    readonly events: Pick<Events, 'prune'>;
    readonly logs: Pick<Logs, 'prune'>;
    now(): number;
  },
): Job {
  return {
    name: 'prune',
    at: '40 3 * * *',
    zone: config.zone,
    async run() {
      const now = deps.now();
      const before = now - config.retention;
      const { logs, logBytes } = config.storage;
      // The samples fill the disk: they are pruned also when the state cannot be.
      const ended = await Promise.allSettled([
        deps.store.prune(before),
        deps.store.forecasts.prune(now - FORECASTS_KEPT),
        deps.store.checks.prune(Math.min(before, now - LONGEST_WINDOW)),
        deps.samples.prune(before),
        deps.events.prune(before),
        deps.logs.prune({ before: now - logs, most: logBytes }),
      ]);
      for (const one of ended) if (one.status === 'rejected') throw one.reason;
    },
  };
}
