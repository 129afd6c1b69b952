/** Texts of files of a Linux host by their path; a file that it does not have is missing. */
export type Files = ReadonlyMap<string, string>;

/** Read each round; patterns of `sh` stand for several files. */
export const FILES = [
  ...['/proc/stat', '/proc/loadavg', '/proc/meminfo', '/proc/uptime', '/proc/net/dev'],
  ...['/proc/mounts', '/proc/sys/kernel/random/boot_id'],
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
