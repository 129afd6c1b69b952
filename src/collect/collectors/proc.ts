/** Processor time of all cores since boot, in clock ticks. */
export interface CpuTicks {
  readonly busy: number;
  readonly total: number;
}

/** Bytes an interface has moved since it came up. */
export interface Traffic {
  readonly received: number;
  readonly sent: number;
}

/** Bytes. `available` is what programs can get without swapping; swap is 0 of 0 where there is none. */
export interface Memory {
  readonly total: number;
  readonly available: number;
  readonly swapTotal: number;
  readonly swapFree: number;
}

/** Interfaces that carry other interfaces' traffic again or exist on every kernel; their bytes would count twice. */
const VIRTUAL_INTERFACE =
  /^(lo|(veth|docker|br-|virbr|ifb|dummy|cni|flannel|cali|lxc|lxd|vnet|tap|kube|nodelocaldns).*|(sit|tunl|ip6tnl|ip6_vti|ip_vti|gre|gretap|ip6gre|erspan)\d+)$/;

/** A finite number that is not negative, or null. */
function count(text: string | undefined): number | null {
  if (text === undefined || !/^\d{1,20}(\.\d{1,20})?$/.test(text)) return null;
  return Number(text);
}

function fields(line: string): string[] {
  return line.trim().split(/\s+/);
}

/**
 * The `cpu` line of /proc/stat; null when it is missing or damaged. Time a hypervisor took away counts as busy. Guest
 * time is inside user time already: https://docs.kernel.org/filesystems/proc.html#miscellaneous-kernel-statistics-in-proc-stat
 */
export function parseCpu(stat: string): CpuTicks | null {
  const line = /^cpu .*$/m.exec(stat)?.[0];
  if (line === undefined) return null;
  const ticks = fields(line).slice(1, 9).map(count);
  if (ticks.length < 4) return null;
  let total = 0;
  for (const one of ticks) {
    if (one === null) return null;
    total += one;
  }
  return { busy: total - (ticks[3] ?? 0) - (ticks[4] ?? 0), total };
}

/** Cores that are online, from /proc/stat; null when none is listed. */
export function parseCores(stat: string): number | null {
  return stat.match(/^cpu\d+ /gm)?.length ?? null;
}

/** Load averages over 1, 5 and 15 minutes from /proc/loadavg. */
export function parseLoad(loadavg: string): readonly [number, number, number] | null {
  const [one, five, fifteen] = fields(loadavg).slice(0, 3).map(count);
  if (one == null || five == null || fifteen == null) return null;
  return [one, five, fifteen];
}

function kilobytes(meminfo: string, name: string): number | null {
  const found = count(new RegExp(`^${name}: *(\\d+) kB$`, 'm').exec(meminfo)?.[1]);
  return found === null ? null : found * 1024;
}

/** /proc/meminfo in bytes; null on kernels before 3.14, which do not say what is available. */
export function parseMemory(meminfo: string): Memory | null {
  const total = kilobytes(meminfo, 'MemTotal');
  const available = kilobytes(meminfo, 'MemAvailable');
  if (total === null || total === 0 || available === null || available > total) return null;
  const swapTotal = kilobytes(meminfo, 'SwapTotal') ?? 0;
  const swapFree = kilobytes(meminfo, 'SwapFree') ?? swapTotal;
  return { total, available, swapTotal, swapFree: Math.min(swapFree, swapTotal) };
}

/** Seconds since boot from /proc/uptime. */
export function parseUptime(uptime: string): number | null {
  return count(fields(uptime)[0]);
}

/** Traffic of every real interface in /proc/net/dev, by name. */
export function parseInterfaces(netDev: string): ReadonlyMap<string, Traffic> {
  const found = new Map<string, Traffic>();
  for (const line of netDev.split('\n')) {
    const colon = line.lastIndexOf(':');
    const name = line.slice(0, Math.max(0, colon)).trim();
    if (name === '' || VIRTUAL_INTERFACE.test(name)) continue;
    const numbers = fields(line.slice(colon + 1));
    const received = count(numbers[0]);
    const sent = count(numbers[8]);
    if (received !== null && sent !== null) found.set(name, { received, sent });
  }
  return found;
}

/** How many of the names in /proc are processes. */
export function countProcesses(names: readonly string[]): number {
  let found = 0;
  for (const name of names) {
    const first = name.charCodeAt(0);
    if (first >= 49 && first <= 57) found += 1;
  }
  return found;
}
