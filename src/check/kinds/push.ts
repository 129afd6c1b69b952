import { cron, duration, pingKey, zone } from '../../config/fields.ts';
import { formatDuration, formatMoment } from '../../model/format.ts';
import type { Instant } from '../../model/time.ts';
import { MINUTE, SECOND } from '../../model/time.ts';
import { firstStart } from '../../schedule/windows.ts';
import { CheckFailure, checkKind } from '../kind.ts';
import { overdue } from '../overdue.ts';

/** A job that asks an address each time that it ran. */
export const push = checkKind({
  kind: 'push',
  summary: 'a job tells each time that it ran',
  keys: {
    period: duration(SECOND).optional(),
    cron: cron.optional(),
    zone: zone.default('UTC'),
    grace: duration(SECOND).default(10 * MINUTE),
    key: pingKey.optional(),
  },
  facts: {
    run_s: 'seconds between start and end of the newest run',
    exit: 'its exit code, where it told one',
    latency_ms: 'milliseconds between start and end of the newest run',
  },
  failAfter: 1,
  isPushed: true,
  expect: () => [],
  problem({ period, cron: slots }) {
    if (period !== undefined && slots !== undefined) {
      return { key: 'cron', message: 'there is a `period` already — keep one of them' };
    }
    if (period !== undefined || slots !== undefined) return null;
    const message =
      'it does not say when a ping is due — write `period: 1h` or `cron: "0 3 * * *"`';
    return { key: 'kind', message };
  },
  secrets: ({ key }) => (key === undefined ? [] : [key]),
  subject({ period, cron: slots, zone: place, grace }) {
    const when = period === undefined ? `at ${slots} ${place}` : `every ${formatDuration(period)}`;
    return `${when}, may be ${formatDuration(grace)} late`;
  },
  async run(options, { clock, pings: seen }) {
    if (seen === null) {
      const why = 'pings cannot be taken, since nothing answers HTTP';
      throw new CheckFailure(`${why} — see ANALYTICS_ENABLED and the log`, { status: 'unknown' });
    }
    const { pings, since, isNew } = seen;
    const now = clock.now();
    const due = pings.okAt === null ? null : dueAfter(options, pings.okAt, now);
    const verdict = overdue(pings, { due, grace: options.grace, now, since });
    const { runMs, okAt, ended } = pings;
    const run = runMs === null ? null : runMs / SECOND;
    const facts = { run_s: run, exit: ended?.exit ?? null, latency_ms: runMs };
    return {
      facts,
      details: {
        ...(okAt !== null && { 'last success': formatMoment(okAt) }),
        ...(run !== null && { run_s: run }),
        ...(ended?.exit != null && { exit: ended.exit }),
      },
      latency: isNew ? runMs : null,
      ...(verdict !== null && { verdict }),
    };
  },
});

/** What the calendar said: of each entry the last answer, and up to when nothing was due. */
const LOOKED = new WeakMap<object, { after: Instant; until: Instant; due: Instant | null }>();

interface Schedule {
  readonly period?: number | undefined;
  readonly cron?: string | undefined;
  readonly zone: string;
}

/** The first time after `after` that a ping was due; null when none was until `now`. Looks at each minute once. */
function dueAfter(schedule: Schedule, after: Instant, now: Instant): Instant | null {
  const { period, cron: slots, zone: place } = schedule;
  if (slots === undefined) return period === undefined ? null : after + period;
  const known = LOOKED.get(schedule);
  const isKnown = known?.after === after;
  if (isKnown && known.due !== null) return known.due <= now ? known.due : null;
  const from = isKnown ? Math.min(known.until, now) : after;
  const due = firstStart({ at: slots, zone: place }, { after: from, now });
  LOOKED.set(schedule, { after, until: now, due });
  return due;
}
