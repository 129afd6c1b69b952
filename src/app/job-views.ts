import type { JobView } from '../model/job.ts';
import type { Instant } from '../model/time.ts';
import { DAY, HOUR, MINUTE } from '../model/time.ts';
import type { Job } from '../schedule/calendar.ts';
import { slotFinder } from '../schedule/slots.ts';
import { nextStart } from '../schedule/windows.ts';
import type { JobStore } from '../store/ports.ts';

/** How far ahead the next run is looked for. */
const AHEAD = 31 * DAY;
/** A slot may wait so long for its run; the calendar looks every minute. */
const PATIENCE = 2 * MINUTE;
/** Slots that were missed run when they are at most this old. */
const CAUGHT_UP = 2 * HOUR;

/** Each job with its last and next run; `startedAt`: when this process began, so that what ran before was cut off. */
export function jobViews(
  jobs: readonly Pick<Job, 'name' | 'at' | 'zone'>[],
  store: Pick<JobStore, 'lastRun'>,
  { now, startedAt }: { readonly now: Instant; readonly startedAt: Instant },
): Promise<readonly JobView[]> {
  return Promise.all(
    jobs.map(async ({ name, at, zone }) => {
      const last = await store.lastRun(name);
      using finder = slotFinder(at, zone);
      const due = finder.newest({
        now: now - PATIENCE,
        after: Math.max(startedAt, now - CAUGHT_UP),
      });
      const isLate = due !== null && due.wall > (last?.slot ?? 0);
      const next = nextStart({ at, zone, duration: MINUTE }, now, AHEAD);
      return { name, at, zone, last, next, state: stateOf(last, { isLate, startedAt }) };
    }),
  );
}

function stateOf(
  last: JobView['last'],
  { isLate, startedAt }: { readonly isLate: boolean; readonly startedAt: Instant },
): JobView['state'] {
  if (last !== null && last.finishedAt === null) {
    return last.startedAt < startedAt ? 'cut off' : 'running';
  }
  if (isLate) return 'late';
  return last?.error ? 'failed' : 'idle';
}
