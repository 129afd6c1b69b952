import type { Reply } from '../chat/reply.ts';
import { heading, line, refuse, reply } from '../chat/reply.ts';
import { formatDuration } from '../model/format.ts';
import type { JobView } from '../model/job.ts';
import type { Instant } from '../model/time.ts';
import { SECOND } from '../model/time.ts';
import { clockIn } from './clock.ts';
import { iso } from './data.ts';
import { dateIn } from './day.ts';
import { counted, shortened } from './state-text.ts';

/** Jobs and errors in one answer, and characters of one error. */
const SHOWN = 40;
const ERROR = 300;

/** What happens by the calendar; null when nothing runs that would do it. */
export function jobsReply(
  jobs: readonly JobView[] | null,
  { now, zone }: { readonly now: Instant; readonly zone: string },
): Reply {
  if (jobs === null) return refuse('Tocsin is not running: nothing happens by the calendar.');
  const shown = jobs.slice(0, SHOWN);
  const wrong = shown.filter(({ state }) => state !== 'idle' && state !== 'running');
  const titles = ['Job', 'State', 'Last run', 'Took', 'Next run', 'Calendar'];
  return reply(
    [
      heading(counted(jobs.length, 'job'), wrong.length === 0 ? 'info' : 'warning'),
      {
        kind: 'table',
        columns: titles.map((title) => ({ title, align: 'left' })),
        rows: shown.map((job) => [
          shortened(job.name, 40),
          job.state,
          job.last === null ? 'never' : `${formatDuration(now - job.last.startedAt)} ago`,
          tookText(job),
          job.next === null ? '-' : momentText(job.next, zone, now),
          `${job.at} ${job.zone}`,
        ]),
      },
      ...shown.flatMap(({ name, last }) =>
        last?.error ? [line(`${name} failed: ${shortened(last.error, ERROR)}`, 'bad')] : [],
      ),
    ],
    { asOf: now, data: { jobs: jobs.map(jobData) } },
  );
}

function tookText({ last }: JobView): string {
  return last?.finishedAt ? formatDuration(last.finishedAt - last.startedAt) : '-';
}

function momentText(at: Instant, zone: string, now: Instant): string {
  const clock = clockIn(zone, at);
  return dateIn(zone, at) === dateIn(zone, now) ? clock : `${dateIn(zone, at)} ${clock}`;
}

function jobData({ name, at, zone, last, state, next }: JobView) {
  return {
    name,
    at,
    zone,
    state,
    last_run: iso(last?.startedAt ?? null),
    took_seconds: last?.finishedAt ? (last.finishedAt - last.startedAt) / SECOND : null,
    error: last?.error ?? null,
    next_run: iso(next),
  };
}
