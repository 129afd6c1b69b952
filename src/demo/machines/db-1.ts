import type { Instant } from '../../model/time.ts';
import { DAY, SECOND } from '../../model/time.ts';
import type { Calendar } from '../calendar.ts';
import { activity, daysAgo, hourOf, partOf } from '../calendar.ts';
import type { Machine } from '../machine.ts';
import { hostReadings, reading } from '../machine.ts';
import { jitter } from '../noise.ts';

const GIB = 2 ** 30;
/** Percent of `/var` that a usual day adds. */
const PER_DAY = 1.5;

/** The night in which the logs filled the disk. */
export function fullDisk(calendar: Calendar) {
  return {
    begins: daysAgo(calendar, 4, 22, 40),
    full: daysAgo(calendar, 3, 3, 52),
    mended: daysAgo(calendar, 3, 7, 24),
  };
}

/** A database whose logs fill its disk during one night. */
export function db1(calendar: Calendar): Machine {
  const { begins, full, mended } = fullDisk(calendar);
  const before = 42;
  const reached = before + ((begins - calendar.from) / DAY) * PER_DAY;
  const varUsed = (at: Instant) => {
    if (at < begins) return before + ((at - calendar.from) / DAY) * PER_DAY;
    if (at < mended) return reached + (100 - reached) * partOf(at, begins, full);
    return 51 + ((at - mended) / DAY) * PER_DAY;
  };
  /** From two to three. */
  const isBackup = (at: Instant) => Math.floor(hourOf(calendar, at)) === 2;
  return {
    name: 'db-1',
    story: 'logs fill /var during a night, and the database stops until somebody deletes them',
    at(at) {
      const isFilling = at >= begins && at < full;
      const isFull = at >= full && at < mended;
      const busy = isFull ? 0 : activity(calendar, at);
      const backup = Number(isBackup(at));
      const flood = 60 * ((Math.min(at, mended) - begins) / SECOND) * Number(at > begins);
      const used = Math.min(100, varUsed(at) + 0.04 * jitter(21, at));
      return [
        ...hostReadings({
          cores: 8,
          cpu: 8 + 38 * busy + 18 * backup + 12 * Number(isFilling) + 3 * jitter(22, at),
          memory: 61 + 5 * busy + 0.4 * jitter(23, at),
          totalBytes: 32 * GIB,
          disks: { '/': 33 + 0.03 * jitter(24, at), '/var': isFull ? 100 : used },
          diskBytes: 200 * GIB,
          uptime: (at - calendar.from + 90 * DAY) / SECOND,
          received: 1e5 + 4e6 * busy * (1 + 0.2 * jitter(25, at)),
          sent: 3e5 + 2e7 * busy * (1 + 0.2 * jitter(26, at)) + 4e7 * backup,
          waits: { cpu: 1 + 5 * busy, io: 2 + 9 * backup + 24 * Number(isFilling), memory: 0 },
        }),
        reading('log.lines', (at - calendar.from) / SECOND + Math.max(0, flood), {
          log: 'postgresql',
        }),
        reading('systemd.failed', Number(isFull)),
        ...(isFull ? [reading('systemd.unit_failed', 1, { unit: 'postgresql.service' })] : []),
        reading('check.up', Number(!isFull), { name: 'postgres' }),
        reading('check.latency_ms', isFull ? 5000 : 3 + 6 * busy + jitter(27, at), {
          name: 'postgres',
        }),
      ];
    },
  };
}
