import type { CheckStatus } from '../model/check.ts';
import { formatDuration, formatMoment } from '../model/format.ts';
import type { Pings } from '../model/ping.ts';
import type { Instant } from '../model/time.ts';

export interface Waiting {
  /** When the first ping after the last good end was due, once that is past; null before. */
  readonly due: Instant | null;
  /** Milliseconds that a ping may be late, and that a run may take. */
  readonly grace: number;
  readonly now: Instant;
  /** Since when pings can be taken. */
  readonly since: Instant;
}

export interface PingVerdict {
  readonly status: CheckStatus;
  readonly reason: string;
}

/**
 * How a job stands by what it told, as at Healthchecks: up until a ping is due, late for as long as its grace, then down.
 * A run that began and did not end within the grace is down too, and one that failed until another ends well. Null: all
 * is well and there is nothing to say.
 */
export function overdue(pings: Pings, waiting: Waiting): PingVerdict | null {
  const { ended, startedAt, okAt } = pings;
  const { due, grace, now } = waiting;
  if (ended !== null && !ended.isOk) return { status: 'unhealthy', reason: failed(ended.exit) };
  if (startedAt !== null && now > startedAt + grace) {
    const began = `the job began at ${formatMoment(startedAt)}`;
    return missed(`${began} and did not end within ${formatDuration(grace)}`, startedAt, waiting);
  }
  if (okAt === null) {
    const reason = startedAt === null ? 'no ping has come yet' : 'its first run is under way';
    return { status: 'unknown', reason };
  }
  if (due === null || now <= due) return null;
  const was = `a ping was due at ${formatMoment(due)}`;
  if (now <= due + grace) return { status: 'healthy', reason: `late: ${was}` };
  return missed(`${was} and did not come within ${formatDuration(grace)}`, due, waiting);
}

function failed(exit: number | null): string {
  return exit === null ? 'the job said that it failed' : `the job ended with exit code ${exit}`;
}

/** What came while nobody listened cannot be known: a job has its grace anew from then on. */
function missed(reason: string, from: Instant, { grace, now, since }: Waiting): PingVerdict {
  if (from >= since) return { status: 'unhealthy', reason };
  const lost = `pings were not taken before ${formatMoment(since)}, so one may be lost`;
  return { status: now <= since + grace ? 'unknown' : 'unhealthy', reason: `${reason}; ${lost}` };
}
