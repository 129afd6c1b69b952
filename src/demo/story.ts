import { MINUTE } from '../model/time.ts';
import type { Calendar } from './calendar.ts';
import { daysAgo } from './calendar.ts';
import type { Change, Deed, Machine } from './machine.ts';
import { api1, slowAfternoons } from './machines/api-1.ts';
import { app1, leakKills } from './machines/app-1.ts';
import { db1, fullDisk } from './machines/db-1.ts';
import { shared1 } from './machines/shared-1.ts';
import { crashLoop, worker1, workerChanges } from './machines/worker-1.ts';

/** Everything that happens in the two weeks. */
export interface Story {
  readonly machines: readonly Machine[];
  /** Oldest first. */
  readonly changes: readonly Change[];
  /** Oldest first. */
  readonly deeds: readonly Deed[];
}

export function storyOf(calendar: Calendar): Story {
  const machines = [app1, db1, worker1, api1, shared1].map((make) => make(calendar));
  const known = ({ at }: { readonly at: number }) => at >= calendar.from && at <= calendar.to;
  const release: Change = {
    ...{ at: daysAgo(calendar, 7, 11), machine: 'api-1', kind: 'deploy', text: '31fa0be of api' },
  };
  return {
    machines,
    changes: [...workerChanges(calendar), release].filter(known).sort((a, b) => a.at - b.at),
    deeds: deedsOf(calendar)
      .filter(known)
      .sort((a, b) => a.at - b.at),
  };
}

/** People take what is critical, some sooner and some later. */
function deedsOf(calendar: Calendar): readonly Deed[] {
  const [, , lastKill = 0] = leakKills(calendar);
  const [firstSlow, secondSlow] = slowAfternoons(calendar);
  const took = (machine: string, rule: string, at: number, by: string, note: string): Deed => ({
    ...{ machine, rule, at, by, note },
  });
  return [
    took('app-1', 'container_oom', lastKill + 6 * MINUTE, 'Ana', 'restarted by itself; it leaks'),
    took('db-1', 'disk_high', fullDisk(calendar).mended - 31 * MINUTE, 'Ben', 'deleting old logs'),
    took(
      'worker-1',
      'container_restart_loop',
      crashLoop(calendar).from + 19 * MINUTE,
      'Ana',
      'looking at the release',
    ),
    took(
      'api-1',
      'api_slow',
      (firstSlow?.from ?? 0) + 55 * MINUTE,
      'Ben',
      'more visitors than usual',
    ),
    took(
      'api-1',
      'api_slow',
      (secondSlow?.from ?? 0) + 48 * MINUTE,
      'Ana',
      'the same as last time',
    ),
  ];
}
