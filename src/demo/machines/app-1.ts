import type { Reading } from '../../model/sample.ts';
import type { Instant } from '../../model/time.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../model/time.ts';
import type { Calendar } from '../calendar.ts';
import { activity, daysAgo, partOf } from '../calendar.ts';
import type { Machine } from '../machine.ts';
import { hostReadings, reading } from '../machine.ts';
import { drift, jitter } from '../noise.ts';

const GIB = 2 ** 30;
const HOST = 8 * GIB;
/** What the container may have. */
const LIMIT = 5 * GIB;
/** Percent of that right after a start. */
const FRESH = 22;

/** Moments at which the container was ended for want of memory. */
export function leakKills(calendar: Calendar): readonly Instant[] {
  return [daysAgo(calendar, 10, 5, 41), daysAgo(calendar, 6, 9, 12), daysAgo(calendar, 2, 13, 26)];
}

/** A container that never gives memory back until the kernel ends it. */
export function app1(calendar: Calendar): Machine {
  const kills = leakKills(calendar);
  const begun = calendar.from - 6 * HOUR;
  return {
    name: 'app-1',
    story: 'the container shop leaks memory until the kernel ends it, every four days',
    at(at) {
      const past = kills.filter((kill) => kill <= at);
      const since = past.at(-1) ?? begun;
      const next = kills.find((kill) => kill > at) ?? since + 4.1 * DAY;
      const isDown = past.length > 0 && at - since < MINUTE;
      const used = isDown ? 0 : FRESH + (99.6 - FRESH) * partOf(at, since, next) + breath(at, next);
      const busy = activity(calendar, at);
      const short = Math.max(0, used - 95);
      return [
        ...hostReadings({
          cores: 4,
          cpu: 9 + 34 * busy + 4 * jitter(11, at) + 2 * short,
          memory: 21 + (used * LIMIT) / HOST + 1.5 * busy + 0.3 * jitter(12, at),
          totalBytes: HOST,
          disks: { '/': 46 + partOf(at, calendar.from, calendar.to) * 2 + 0.05 * jitter(13, at) },
          diskBytes: 80 * GIB,
          uptime: (at - calendar.from + 40 * DAY) / SECOND,
          received: 2e5 + 3e6 * busy * (1 + 0.2 * jitter(14, at)),
          sent: 4e5 + 9e6 * busy * (1 + 0.2 * jitter(15, at)),
          waits: { cpu: 2 + 6 * busy, io: 0.4, memory: short * 2 },
        }),
        ...container({ used, isDown, kills: past.length, uptime: at - since, cpu: 30 * busy }),
      ];
    },
  };
}

/** It breathes with its work, but not beyond what it may have. */
function breath(at: Instant, next: Instant): number {
  return next - at < HOUR ? 0 : drift(16, at, 2 * HOUR) * 0.8 - 0.5;
}

function container(now: {
  readonly used: number;
  readonly isDown: boolean;
  readonly kills: number;
  readonly uptime: number;
  readonly cpu: number;
}): Reading[] {
  const name = { name: 'shop' };
  const counted = [
    reading('container.up', Number(!now.isDown), name),
    reading('container.restarts', now.kills, name),
    reading('container.oom_kills', now.kills, name),
    reading('container.new_restarts', Number(now.isDown), name),
    reading('container.new_oom_kills', Number(now.isDown), name),
    reading('containers.engine', 1),
  ];
  if (now.isDown) return [...counted, reading('container.exit_code', 137, name)];
  return [
    ...counted,
    reading('container.memory', now.used, name),
    reading('container.memory_bytes', Math.round((now.used / 100) * LIMIT), name),
    reading('container.cpu', now.cpu, name),
    reading('container.uptime', Math.round(now.uptime / SECOND), name),
  ];
}
