import type { ContainerUse } from '../../model/container.ts';
import { CONTAINER_ID, record } from './inspect.ts';

/** Decimal for network and disk, binary for memory: https://docs.docker.com/reference/cli/docker/container/stats/ */
const UNITS: Readonly<Record<string, number>> = {
  ...{ b: 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12, pb: 1e15 },
  ...{ kib: 2 ** 10, mib: 2 ** 20, gib: 2 ** 30, tib: 2 ** 40, pib: 2 ** 50 },
};

/** Bytes of a text such as `1.5MiB`. */
function bytes(given: string): number | null {
  const [, digits, unit] = /^(\d{1,15}(?:\.\d{1,9})?) ?([a-z]{1,3})$/i.exec(given.trim()) ?? [];
  const size = UNITS[unit?.toLowerCase() ?? ''];
  return digits === undefined || size === undefined ? null : Math.round(Number(digits) * size);
}

function pair(given: string): readonly [number | null, number | null] {
  const [one = '', other = ''] = given.split('/');
  return [bytes(one), bytes(other)];
}

/** Format of `docker stats` and `podman stats` that `parseStats` reads. */
export const STATS_FORMAT = '{{.ID}}|{{.CPUPerc}}|{{.MemUsage}}|{{.NetIO}}|{{.BlockIO}}';

/** What each running container takes, by its id, from the command line; rows of others are left out. */
export function parseStats(output: string): ReadonlyMap<string, ContainerUse> {
  const uses = new Map<string, ContainerUse>();
  for (const line of output.split('\n')) {
    const [id = '', cpu = '', memory = '', network = '', disk = ''] = line.split('|');
    if (!CONTAINER_ID.test(id)) continue;
    const [used, limit] = pair(memory);
    const [received, sent] = pair(network);
    const [read, written] = pair(disk);
    const percent = /^(\d{1,9}(?:\.\d{1,9})?)%$/.exec(cpu.trim())?.[1];
    uses.set(id, {
      cpu: percent === undefined ? null : Number(percent),
      ...{ memory: used, memoryLimit: limit, received, sent, read, written },
    });
  }
  return uses;
}

/** Processor time in nanoseconds, of a container and of all cores, and how many cores there are. */
export interface CpuTimes {
  readonly own: number;
  readonly all: number;
  readonly cores: number;
}

/** What the engine's own interface says of one running container. */
export interface Stats {
  readonly use: Omit<ContainerUse, 'cpu'>;
  readonly times: CpuTimes | null;
}

/** https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerStats */
export function parseEngineStats(given: unknown): Stats {
  const whole = record(given);
  const memory = record(whole['memory_stats']);
  const detail = record(memory['stats']);
  // Caches that can be dropped are left out, as the command line does, under both versions of cgroups.
  const cache = number(detail['total_inactive_file']) ?? number(detail['inactive_file']) ?? 0;
  const taken = number(memory['usage']);
  const networks = Object.values(record(whole['networks'])).map(record);
  const disk = record(whole['blkio_stats'])['io_service_bytes_recursive'];
  return {
    use: {
      memory: taken === null ? null : Math.max(0, taken - cache),
      memoryLimit: number(memory['limit']),
      received: sum(networks.map((one) => number(one['rx_bytes']))),
      sent: sum(networks.map((one) => number(one['tx_bytes']))),
      read: ofDisk(disk, 'read'),
      written: ofDisk(disk, 'write'),
    },
    times: timesOf(record(whole['cpu_stats'])),
  };
}

function timesOf(cpu: Readonly<Record<string, unknown>>): CpuTimes | null {
  const own = number(record(cpu['cpu_usage'])['total_usage']);
  const all = number(cpu['system_cpu_usage']);
  const cores = number(cpu['online_cpus']);
  return own === null || all === null || cores === null ? null : { own, all, cores };
}

/** Percent of one core between two looks; null when it cannot be said, as after a restart. */
export function cpuPercent(before: CpuTimes | undefined, now: CpuTimes | null): number | null {
  if (before === undefined || now === null) return null;
  const [own, all] = [now.own - before.own, now.all - before.all];
  return own < 0 || all <= 0 ? null : (100 * own * now.cores) / all;
}

function ofDisk(given: unknown, what: 'read' | 'write'): number | null {
  if (!Array.isArray(given)) return null;
  const rows = given.map(record);
  return sum(
    rows
      .filter(({ op }) => typeof op === 'string' && op.toLowerCase() === what)
      .map((row) => number(row['value'])),
  );
}

function sum(values: readonly (number | null)[]): number | null {
  return values.length === 0 ? null : values.reduce<number>((all, one) => all + (one ?? 0), 0);
}

function number(given: unknown): number | null {
  return typeof given === 'number' && Number.isFinite(given) && given >= 0 ? given : null;
}
