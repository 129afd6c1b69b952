import type { Config } from '../config/config.ts';
import type { Log } from '../log/log.ts';
import type { Mirror } from '../mirror/mirror.ts';
import type { Instant } from '../model/time.ts';
import { dateIn } from '../report/day.ts';
import type { Job } from '../schedule/calendar.ts';

/** Writes what the rounds of watched targets measured into files that others can read; undefined when nobody wants it. */
export async function mirroring(
  { mirror: wanted, zone }: Pick<Config, 'mirror' | 'zone'>,
  log: Pick<Log, 'error' | 'info'>,
): Promise<Mirror | undefined> {
  if (wanted === null) return undefined;
  const { openMirror } = await import('../mirror/mirror.ts');
  const { folder, summaryEvery, historyMost } = wanted;
  const mirror = openMirror({
    ...{ folder, zone, summaryEvery, historyMost },
    failed: (reason) => log.error(`analytics files: ${reason}; everything else goes on`),
    worked(lost) {
      const left = lost === 0 ? '' : `; ${lost} checks are not in them`;
      log.info(`analytics files: written again${left}`);
    },
  });
  return {
    ...mirror,
    // The monitor's own rounds are nobody's analytics.
    take: (target, round, score) => {
      if (target.kind !== 'self') mirror.take(target, round, score);
    },
  };
}

/** Every night, files of days that are no longer kept go into the archive, if there is one, and are deleted. */
export function mirrorJob(
  {
    mirror,
    zone,
    retention,
  }: Pick<Config, 'zone' | 'retention'> & {
    readonly mirror: NonNullable<Config['mirror']>;
  },
  now: () => Instant,
): Job {
  return {
    name: 'analytics-files',
    at: '50 3 * * *',
    zone,
    async run(_planned, signal) {
      const { keepRecent } = await import('../mirror/keep.ts');
      const { folder, archive, summariesKept } = mirror;
      const from = {
        metrics: dateIn(zone, now() - retention),
        summary: dateIn(zone, now() - summariesKept),
      };
      await keepRecent({ folder, archive, from, signal });
    },
  };
}
