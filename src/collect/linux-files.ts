/** Texts of files of a Linux host by their path; a file that it does not have is missing. */
export type Files = ReadonlyMap<string, string>;

/** What every Linux host has. */
export const BASE_FILES = ['stat', 'loadavg', 'meminfo', 'uptime', 'net/dev'].map(
  (name) => `/proc/${name}`,
);

const CGROUP = '/sys/fs/cgroup';

/** What some have: pressure, and the limits of a container in both versions of cgroups. */
export const MORE_FILES = [
  ...['cpu', 'memory', 'io'].map((name) => `/proc/pressure/${name}`),
  ...['memory.max', 'memory.current', 'cpu.max', 'cpu.stat'].map((name) => `${CGROUP}/${name}`),
  ...['limit_in_bytes', 'usage_in_bytes'].map((name) => `${CGROUP}/memory/memory.${name}`),
  ...['cfs_quota_us', 'cfs_period_us', 'stat'].map((name) => `${CGROUP}/cpu/cpu.${name}`),
];

/** What caches a container can drop; long, and of no use where the host is none. */
export const MEMORY_STAT = {
  v2: { limit: `${CGROUP}/memory.max`, stat: `${CGROUP}/memory.stat` },
  v1: { limit: `${CGROUP}/memory/memory.limit_in_bytes`, stat: `${CGROUP}/memory/memory.stat` },
} as const;

/** Sensors, as patterns of `sh`. */
export const SENSOR_PATTERNS = [
  ...['temp', 'type'].map((name) => `/sys/class/thermal/thermal_zone*/${name}`),
  ...['name', 'temp*_input', 'temp*_label'].map((name) => `/sys/class/hwmon/hwmon*/${name}`),
];

/**
 * Lines that are never used, as patterns of `grep`: long ones on large machines, and of /proc/meminfo all but what begins
 * as MemTotal, MemAvailable and SwapTotal do.
 */
export const LEFT_OUT = [
  '^intr ',
  '^softirq ',
  '^[A-LN-RT-Z][^ :]*: .* kB$',
  '^S[^w][^ :]*: .* kB$',
];

/** Takes apart what `grep` prints of several files: each line after its file's path and a colon. */
export function parseFiles(output: string): Files {
  const files = new Map<string, string>();
  let path = '';
  for (const line of output.split('\n')) {
    if (line[0] !== '/') continue;
    // Lines of one file follow each other.
    const isMore = path !== '' && line[path.length] === ':' && line.startsWith(path);
    if (!isMore) path = line.slice(0, Math.max(0, line.indexOf(':')));
    if (path !== '') files.set(path, `${files.get(path) ?? ''}${line.slice(path.length + 1)}\n`);
  }
  return files;
}
