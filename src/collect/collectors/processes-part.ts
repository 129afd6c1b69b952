import type { TopProcesses } from '../../model/processes.ts';
import type { Reading } from '../../model/sample.ts';
import { MINUTE, SECOND } from '../../model/time.ts';
import type { Part } from '../part.ts';
import type { Probe } from '../remote.ts';
import { parseUptime } from './proc.ts';
import { parseProcesses, type Snapshot, snapshotOf, topProcesses } from './processes.ts';

/** How often the processes are listed, which costs a host some milliseconds; sooner while it is busy. */
const EVERY = 5 * MINUTE;
const EVERY_WHEN_BUSY = MINUTE;
/** Percent from which it counts as busy: where rules begin to warn. */
const BUSY = { 'system.cpu': 75, 'system.memory': 80 } as const;

/** Bytes. */
const USUAL_PAGE = 4_096;

const PROBE: Probe = {
  name: 'processes',
  script: 'cat /proc/uptime /proc/[0-9]*/stat',
  patience: 5 * SECOND,
};

export interface ProcessesPart extends Part {
  /** The newest snapshot, or null when there is none yet. */
  latest(): TopProcesses | null;
  /** Looks at a round of readings: a busy host is looked at more often. */
  note(readings: readonly Reading[]): void;
}

/** The processes that take most, as a snapshot: they are no series. `pageSize` in bytes; null: the usual one. */
export function processesPart({ pageSize }: { readonly pageSize: number | null }): ProcessesPart {
  let taken = Number.NEGATIVE_INFINITY;
  let isBusy = false;
  let before: Snapshot | null = null;
  let latest: TopProcesses | null = null;

  return {
    latest: () => latest,
    note(readings) {
      isBusy = readings.some(
        ({ metric, value }) => value > (BUSY[metric as keyof typeof BUSY] ?? Infinity),
      );
    },
    probes: (now) => (now - taken >= (isBusy ? EVERY_WHEN_BUSY : EVERY) ? [PROBE] : []),
    readings(answers, { now, asked }) {
      const text = answers.get(PROBE.name)?.text;
      if (text === undefined) return [];
      taken = now;
      const lineEnd = text.indexOf('\n');
      const uptime = parseUptime(text.slice(0, Math.max(0, lineEnd)));
      if (uptime === null) return [];
      const listing = parseProcesses(text.slice(lineEnd + 1), uptime);
      latest = topProcesses(listing, before, { at: asked.to, pageSize: pageSize ?? USUAL_PAGE });
      before = snapshotOf(listing);
      return [];
    },
  };
}
