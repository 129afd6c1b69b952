import { cpus, loadavg, uptime } from 'node:os';
import { performance } from 'node:perf_hooks';
import type { Reading } from '../../model/sample.ts';
import { noLabels } from '../../model/sample.ts';
import { CollectError } from '../collector.ts';
import type { Sleep } from '../sleep.ts';
import { type DiskUse, diskReadings } from './disks.ts';
import { type Counters, rates } from './readings.ts';

type SystemInformation = typeof import('systeminformation');

/** How far apart the first two readings are, in milliseconds. */
const FIRST_SPAN = 200;

/** Processor time as Node counts it; the same on every system. */
function ticks(): Counters['cpu'] {
  let busy = 0;
  let total = 0;
  for (const { times } of cpus()) {
    busy += times.user + times.nice + times.sys + times.irq;
    total += times.user + times.nice + times.sys + times.irq + times.idle;
  }
  return { busy, total };
}

async function counters(si: SystemInformation): Promise<Counters> {
  const interfaces = await si.networkStats('*');
  return {
    boot: '',
    uptime: performance.now() / 1000,
    cpu: ticks(),
    interfaces: new Map(
      interfaces
        .filter(({ iface }) => !/^lo\d*$/i.test(iface))
        .map((one) => [one.iface, { received: one.rx_bytes, sent: one.tx_bytes }]),
    ),
  };
}

function plain(values: Readonly<Record<string, number>>): Reading[] {
  return Object.entries(values).map(([metric, value]) => ({ metric, labels: noLabels(), value }));
}

async function memoryReadings(si: SystemInformation): Promise<readonly Reading[]> {
  const { total, available, swaptotal, swapused } = await si.mem();
  return plain({
    'system.memory': (100 * (total - available)) / total,
    'system.memory.total_bytes': total,
    'system.memory.available_bytes': available,
    ...(swaptotal > 0 ? { 'system.swap': (100 * swapused) / swaptotal } : {}),
  });
}

async function disks(si: SystemInformation): Promise<readonly DiskUse[]> {
  const byDevice = new Map<string, DiskUse>();
  for (const { fs, mount, size, used, available } of await si.fsSize()) {
    const known = byDevice.get(fs);
    if (known !== undefined && known.mount.length <= mount.length) continue;
    byDevice.set(fs, { mount, total: size, used, available, inodes: null });
  }
  return [...byDevice.values()];
}

/** Load averages where the system has them; Windows has none, and Node says 0 there. */
function loads(): Reading[] {
  if (process.platform === 'win32') return [];
  const [one = 0, five = 0, fifteen = 0] = loadavg();
  return plain({ 'system.load1': one, 'system.load5': five, 'system.load15': fifteen });
}

function endsWith(signal: AbortSignal): { ended: Promise<never>; forget(): void } {
  let abort = () => {};
  const ended = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
  });
  return { ended, forget: () => signal.removeEventListener('abort', abort) };
}

/**
 * Reads a machine of any system with systeminformation, which starts other programs for it: for systems without /proc.
 * Counts no processes and no inodes, since that would list them all.
 */
export function portableReader(deps: { readonly target: string; readonly sleep: Sleep }) {
  let before: Counters | null = null;

  async function round(signal: AbortSignal): Promise<readonly Reading[]> {
    const { default: si } = await import('systeminformation');
    if (before === null) {
      before = await counters(si);
      await deps.sleep(FIRST_SPAN, signal);
    }
    const now = await counters(si);
    const readings = [
      ...rates(before, now),
      ...plain({ 'system.cores': cpus().length, 'system.uptime': uptime() }),
      ...loads(),
      ...(await memoryReadings(si)),
      ...(await disks(si)).flatMap(diskReadings),
    ];
    before = now;
    return readings;
  }

  return async (signal: AbortSignal): Promise<readonly Reading[]> => {
    signal.throwIfAborted();
    const { ended, forget } = endsWith(signal);
    try {
      return await Promise.race([round(signal), ended]);
    } catch (cause) {
      signal.throwIfAborted();
      const message = 'systeminformation could not read this machine';
      throw new CollectError(message, { target: deps.target, retryable: true, cause });
    } finally {
      forget();
    }
  };
}
