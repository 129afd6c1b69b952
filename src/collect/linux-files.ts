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

/** Lines that are never used and long on large machines. */
export const LEFT_OUT = ['intr ', 'softirq '];

/** Takes apart what `grep` prints of several files: each line after its file's path and a colon. */
export function parseFiles(output: string): Files {
  const files = new Map<string, string>();
  for (const line of output.split('\n')) {
    const colon = line.indexOf(':');
    if (colon <= 0 || line[0] !== '/') continue;
    const path = line.slice(0, colon);
    files.set(path, `${files.get(path) ?? ''}${line.slice(colon + 1)}\n`);
  }
  return files;
}
