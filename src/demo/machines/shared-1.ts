import type { Instant } from '../../model/time.ts';
import { DAY, MINUTE, SECOND } from '../../model/time.ts';
import type { Calendar } from '../calendar.ts';
import { activity, hourOf, partOf } from '../calendar.ts';
import type { Machine } from '../machine.ts';
import { hostReadings, reading } from '../machine.ts';
import { drift, jitter } from '../noise.ts';

const GIB = 2 ** 30;

/** A virtual machine whose neighbour takes the processor every night from one to three. */
export function shared1(calendar: Calendar): Machine {
  const hour = (at: Instant) => hourOf(calendar, at);
  /** 0 to 1. */
  const taken = (at: Instant) =>
    Math.min(partOf(hour(at), 1, 1.2), 1 - partOf(hour(at), 2.85, 3)) *
    (0.85 + 0.15 * drift(51, at, 20 * MINUTE));
  return {
    name: 'shared-1',
    story: 'another tenant takes the processor every night from 01:00 to 03:00',
    at(at) {
      const busy = activity(calendar, at);
      const noise = taken(at);
      return [
        ...hostReadings({
          cores: 2,
          cpu: Math.min(99, 12 + 26 * busy + 3 * jitter(52, at) + 71 * noise),
          memory: 52 + 5 * busy + 0.4 * jitter(53, at),
          totalBytes: 4 * GIB,
          disks: { '/': 62 + 0.04 * jitter(54, at) },
          diskBytes: 40 * GIB,
          uptime: (at - calendar.from + 120 * DAY) / SECOND,
          received: 1e5 + 1e6 * busy * (1 + 0.2 * jitter(55, at)),
          sent: 1e5 + 2e6 * busy * (1 + 0.2 * jitter(56, at)),
          waits: { cpu: 1 + 4 * busy + 52 * noise, io: 0.6, memory: 0 },
        }),
        reading('system.cpu.steal', Math.max(0, 0.4 + 0.3 * jitter(57, at) + 38 * noise)),
      ];
    },
  };
}
