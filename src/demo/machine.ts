import type { MarkKind } from '../model/mark.ts';
import type { Labels, Reading } from '../model/sample.ts';
import { noLabels } from '../model/sample.ts';
import type { Instant } from '../model/time.ts';

/** One simulated machine. */
export interface Machine {
  readonly name: string;
  /** What goes wrong with it, for people. */
  readonly story: string;
  /** What a round at this moment finds; text says why there is nothing. */
  at(at: Instant): readonly Reading[] | string;
}

/** Something that changed on a machine, told by whoever changed it. */
export interface Change {
  readonly at: Instant;
  readonly machine: string;
  readonly kind: MarkKind;
  readonly text: string;
}

/** What people did about an alert. */
export interface Deed {
  readonly at: Instant;
  readonly machine: string;
  readonly rule: string;
  readonly by: string;
  readonly note: string;
}

export function reading(metric: string, value: number, labels: Labels = noLabels()): Reading {
  return { metric, labels, value: Math.round(value * 100) / 100 };
}

/** How a Linux host does. */
export interface HostState {
  readonly cores: number;
  /** Percent. */
  readonly cpu: number;
  readonly memory: number;
  readonly totalBytes: number;
  /** Percent by mount. */
  readonly disks: Readonly<Record<string, number>>;
  readonly diskBytes: number;
  /** Seconds. */
  readonly uptime: number;
  /** Bytes per second. */
  readonly received: number;
  readonly sent: number;
  /** Percent of the last minute in which something waited for it. */
  readonly waits: { readonly cpu: number; readonly io: number; readonly memory: number };
}

/** What collecting from such a host gives. */
export function hostReadings(state: HostState): Reading[] {
  const { cores, cpu, memory, totalBytes, disks, diskBytes, uptime, waits } = state;
  const load = (cores * (cpu + waits.cpu + waits.io)) / 100;
  const network = { interface: 'eth0' };
  return [
    reading('system.cpu', cpu),
    reading('system.cores', cores),
    reading('system.load1', load),
    reading('system.load15', load * 0.95),
    reading('system.memory', memory),
    reading('system.memory.total_bytes', totalBytes),
    reading('system.memory.available_bytes', Math.round(totalBytes * (1 - memory / 100))),
    ...Object.entries(disks).flatMap(([mount, used]) => [
      reading('system.disk', used, { mount }),
      reading('system.disk.free_bytes', Math.round(diskBytes * (1 - used / 100)), { mount }),
      reading('system.disk.total_bytes', diskBytes, { mount }),
    ]),
    reading('net.received', Math.round(state.received), network),
    reading('net.sent', Math.round(state.sent), network),
    reading('system.uptime', Math.round(uptime)),
    reading('system.pressure.cpu.some.avg60', waits.cpu),
    reading('system.pressure.io.full.avg60', waits.io),
    reading('system.pressure.memory.full.avg60', waits.memory),
  ];
}
