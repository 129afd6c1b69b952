import type { Reading } from '../../model/sample.ts';
import { noLabels } from '../../model/sample.ts';
import {
  type CpuTicks,
  parseCores,
  parseCpu,
  parseInterfaces,
  parseLoad,
  parseMemory,
  parseUptime,
  type Traffic,
} from './proc.ts';

/** What a Linux host says about itself: files of /proc by their name there. */
export interface ProcTexts {
  readonly stat: string;
  readonly loadavg: string;
  readonly meminfo: string;
  readonly uptime: string;
  readonly netDev: string;
  /** Another one after each start of the host: sys/kernel/random/boot_id. */
  readonly bootId: string;
}

/** Counters that only mean something against an earlier reading of the same host. */
export interface Counters {
  /** Of the start that they count from; empty when it has no name. */
  readonly boot: string;
  /** Seconds since the host's boot, by its own clock. */
  readonly uptime: number | null;
  readonly cpu: CpuTicks | null;
  readonly interfaces: ReadonlyMap<string, Traffic>;
}

export function countersOf(texts: ProcTexts): Counters {
  return {
    // A copy, since a piece of a long text would keep all of it in memory.
    boot: Buffer.from(texts.bootId.trim(), 'latin1').toString('latin1'),
    uptime: parseUptime(texts.uptime),
    cpu: parseCpu(texts.stat),
    interfaces: parseInterfaces(texts.netDev),
  };
}

function plain(metric: string, value: number | null): Reading[] {
  return value === null ? [] : [{ metric, labels: noLabels(), value }];
}

function cpuRate(previous: CpuTicks, current: CpuTicks): Reading[] {
  const total = current.total - previous.total;
  // The kernel's idle counters may go back a little: https://docs.kernel.org/filesystems/proc.html (iowait)
  const busy = Math.min(Math.max(current.busy - previous.busy, 0), total);
  return total > 0 ? plain('system.cpu', (100 * busy) / total) : [];
}

/**
 * Processor use in percent of all cores and traffic in bytes/s between two readings. A counter that started again
 * (reboot, an interface that came back) gives nothing this time, never a negative number.
 */
export function rates(previous: Counters, current: Counters): readonly Reading[] {
  if (previous.uptime === null || current.uptime === null) return [];
  if (previous.boot !== current.boot) return [];
  const seconds = current.uptime - previous.uptime;
  if (seconds <= 0) return [];
  const readings: Reading[] = [];
  if (previous.cpu !== null && current.cpu !== null) {
    readings.push(...cpuRate(previous.cpu, current.cpu));
  }
  for (const [name, now] of current.interfaces) {
    const before = previous.interfaces.get(name);
    if (before === undefined) continue;
    const labels = { interface: name };
    const received = now.received - before.received;
    const sent = now.sent - before.sent;
    if (received < 0 || sent < 0) continue;
    readings.push({ metric: 'net.received', labels, value: received / seconds });
    readings.push({ metric: 'net.sent', labels, value: sent / seconds });
  }
  return readings;
}

/** The readings that need no earlier ones. What cannot be parsed is absent. */
export function currentReadings(texts: ProcTexts): readonly Reading[] {
  const load = parseLoad(texts.loadavg);
  const memory = parseMemory(texts.meminfo);
  const readings = [
    ...plain('system.cores', parseCores(texts.stat)),
    ...plain('system.uptime', parseUptime(texts.uptime)),
  ];
  if (load !== null) {
    readings.push(...plain('system.load1', load[0]));
    readings.push(...plain('system.load5', load[1]));
    readings.push(...plain('system.load15', load[2]));
  }
  if (memory !== null) {
    const { total, available, swapTotal, swapFree } = memory;
    readings.push(...plain('system.memory', (100 * (total - available)) / total));
    readings.push(...plain('system.memory.total_bytes', total));
    readings.push(...plain('system.memory.available_bytes', available));
    if (swapTotal > 0) {
      readings.push(...plain('system.swap', (100 * (swapTotal - swapFree)) / swapTotal));
    }
  }
  return readings;
}
