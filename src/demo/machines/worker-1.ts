import type { Instant } from '../../model/time.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../model/time.ts';
import type { Calendar } from '../calendar.ts';
import { activity, daysAgo, partOf } from '../calendar.ts';
import type { Change, Machine } from '../machine.ts';
import { hostReadings, reading } from '../machine.ts';
import { jitter } from '../noise.ts';

const GIB = 2 ** 30;
/** How long the new release lives. */
const LIFE = 2.5 * MINUTE;
/** Jobs that wait more for each minute in which nobody takes them. */
const PILED = 70;

export function crashLoop(calendar: Calendar) {
  return { from: daysAgo(calendar, 2, 14, 20), to: daysAgo(calendar, 2, 16, 22) };
}

export function workerChanges(calendar: Calendar): readonly Change[] {
  const { from, to } = crashLoop(calendar);
  const machine = 'worker-1';
  return [
    { at: daysAgo(calendar, 9, 10, 5), machine, kind: 'deploy', text: '5b20c4e of queue' },
    { at: from - 2 * MINUTE, machine, kind: 'deploy', text: '7c1d9e2 of queue' },
    { at: to, machine, kind: 'note', text: 'rollback of queue to 5b20c4e' },
  ];
}

/** A worker whose new release ends again and again, until it is rolled back. */
export function worker1(calendar: Calendar): Machine {
  const { from, to } = crashLoop(calendar);
  const reboot = daysAgo(calendar, 9, 4, 5);
  const backAt = reboot + 6 * MINUTE;
  const starts = (at: Instant) =>
    at < from ? 0 : Math.floor((Math.min(at, to) - from) / LIFE) + 1;
  const pileOf = (at: Instant) => {
    const lost = (PILED * (Math.min(at, to) - from)) / MINUTE;
    return Math.max(0, lost * (1 - partOf(at, to, to + 1.5 * HOUR)));
  };
  return {
    name: 'worker-1',
    story: 'the container queue crashes with exit code 137 for two hours after a deploy',
    at(at) {
      if (at >= reboot && at < backAt) return 'connect: host is down (a reboot)';
      const restarts = starts(at);
      const isLooping = at >= from && at < to;
      const isDown = isLooping && restarts > starts(at - MINUTE);
      const busy = activity(calendar, at);
      const piled = pileOf(at);
      const name = { name: 'queue' };
      return [
        ...hostReadings({
          cores: 4,
          cpu: 14 + 30 * busy + 4 * jitter(31, at) + 12 * Number(isLooping) + 8 * Number(piled > 0),
          memory: 38 + 4 * busy + 0.4 * jitter(32, at) - 6 * Number(isDown),
          totalBytes: 8 * GIB,
          disks: { '/': 57 + 0.05 * jitter(33, at) },
          diskBytes: 60 * GIB,
          uptime: (at < backAt ? at - calendar.from + 61 * DAY : at - backAt) / SECOND,
          received: 2e5 + 1e6 * busy * (1 + 0.2 * jitter(34, at)),
          sent: 1e5 + 6e5 * busy * (1 + 0.2 * jitter(35, at)),
          waits: { cpu: 2 + 5 * busy, io: 0.5, memory: 0 },
        }),
        reading('container.up', Number(!isDown), name),
        reading('container.restarts', restarts, name),
        reading('container.new_restarts', restarts - starts(at - MINUTE), name),
        reading('containers.engine', 1),
        ...(isDown ? [reading('container.exit_code', 137, name)] : []),
        reading('queue.length', Math.round(25 + 30 * busy + 6 * jitter(36, at) + piled)),
      ];
    },
  };
}
