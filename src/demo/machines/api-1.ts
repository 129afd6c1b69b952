import type { Instant } from '../../model/time.ts';
import { DAY, MINUTE, SECOND } from '../../model/time.ts';
import type { Calendar } from '../calendar.ts';
import { activity, daysAgo, partOf } from '../calendar.ts';
import type { Machine } from '../machine.ts';
import { hostReadings, reading } from '../machine.ts';
import { chance, jitter } from '../noise.ts';

const GIB = 2 ** 30;
/** Milliseconds in which it answers when all is well. */
const USUAL = 95;
/** From so much of the worst on, some answers fail. */
const FAILING = 0.85;

/** Two afternoons with more visitors than it can take. */
export function slowAfternoons(calendar: Calendar) {
  return [
    { from: daysAgo(calendar, 5, 13, 40), to: daysAgo(calendar, 5, 17, 10) },
    { from: daysAgo(calendar, 1, 14, 5), to: daysAgo(calendar, 1, 16, 50) },
  ];
}

/** An API that answers slowly, and sometimes not at all, under load. */
export function api1(calendar: Calendar): Machine {
  const afternoons = slowAfternoons(calendar);
  /** How bad it is, 0 to 1: it comes and goes within forty minutes. */
  const strain = (at: Instant) =>
    Math.max(
      0,
      ...afternoons.map(({ from, to }) =>
        Math.min(partOf(at, from, from + 40 * MINUTE), 1 - partOf(at, to - 30 * MINUTE, to)),
      ),
    );
  return {
    name: 'api-1',
    story: 'the API answers in 1.5 s instead of 0.1 s on two afternoons under load',
    at(at) {
      const bad = strain(at);
      const busy = Math.min(1, activity(calendar, at) + 0.5 * bad);
      const took = USUAL + 25 * busy + 10 * jitter(41, at) + bad * (1250 + 180 * jitter(42, at));
      // Failures last five minutes.
      const fails = bad > FAILING && chance(43, Math.floor(at / (5 * MINUTE))) < 0.15;
      const name = { name: 'public-api' };
      return [
        ...hostReadings({
          cores: 4,
          cpu: Math.min(97, 10 + 34 * busy + 3 * jitter(44, at) + 38 * bad),
          memory: 44 + 8 * busy + 0.4 * jitter(45, at),
          totalBytes: 8 * GIB,
          disks: { '/': 39 + 0.04 * jitter(46, at) },
          diskBytes: 60 * GIB,
          uptime: (at - calendar.from + 33 * DAY) / SECOND,
          received: 3e5 + 4e6 * busy * (1 + 0.15 * jitter(47, at)) * (1 + bad),
          sent: 5e5 + 1.2e7 * busy * (1 + 0.15 * jitter(48, at)) * (1 + bad),
          waits: { cpu: 2 + 8 * busy + 40 * bad, io: 0.5, memory: 0 },
        }),
        reading('requests.rate', Math.round(40 + 900 * busy + 1100 * bad + 20 * jitter(49, at))),
        reading('errors.percent', fails ? 6 + 2 * jitter(50, at) : 0.2 + 0.1 * jitter(50, at)),
        reading('check.up', Number(!fails), name),
        reading('check.latency_ms', fails ? 3000 : took, name),
      ];
    },
  };
}
