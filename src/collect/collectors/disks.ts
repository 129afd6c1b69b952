import type { Reading } from '../../model/sample.ts';

/** A mounted filesystem, from /proc/mounts. */
export interface Mount {
  readonly device: string;
  readonly path: string;
  readonly type: string;
}

/** Space of one mount in bytes, and inodes. `available` is what ordinary users can still take. */
export interface DiskUse {
  readonly mount: string;
  readonly total: number;
  readonly used: number;
  readonly available: number;
  /** null where the filesystem has no fixed number of inodes. */
  readonly inodes: { readonly used: number; readonly free: number } | null;
}

/** Filesystems whose space lies on another machine, or in a pool with a name instead of a device. */
const WITHOUT_BLOCK_DEVICE = new Set([
  ...['nfs', 'nfs4', 'cifs', 'smb3', 'smbfs', 'ceph', 'fuse.glusterfs', 'fuse.ceph', 'lustre'],
  ...['9p', 'virtiofs', 'zfs', 'bcachefs'],
]);
/** Images that are full by nature. */
const READ_ONLY_IMAGE = new Set(['squashfs', 'iso9660', 'udf', 'erofs', 'cramfs', 'romfs']);
/** Single files that container runtimes mount from the host's disk. */
const CONTAINER_FILES = new Set(['/etc/hosts', '/etc/hostname', '/etc/resolv.conf']);

function isReal({ device, path, type }: Mount): boolean {
  if (READ_ONLY_IMAGE.has(type) || CONTAINER_FILES.has(path)) return false;
  if (type === 'overlay') return path === '/';
  if (WITHOUT_BLOCK_DEVICE.has(type)) return true;
  return device.startsWith('/dev/') && !/^\/dev\/(loop|ram|fuse)/.test(device);
}

/** Blanks, tabs, line ends and backslashes in names are written as octal: https://man7.org/linux/man-pages/man5/fstab.5.html */
function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\([0-3][0-7]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}

/** Every real disk of /proc/mounts, each device once, under its shortest path. */
export function realMounts(mounts: string): readonly Mount[] {
  const byPath = new Map<string, Mount>();
  for (const line of mounts.split('\n')) {
    const [device, path, type] = line.split(' ');
    if (device === undefined || path === undefined || type === undefined) continue;
    // A later mount on the same path hides the earlier one.
    byPath.set(path, { device: unescaped(device), path: unescaped(path), type });
  }
  const byDevice = new Map<string, Mount>();
  for (const mount of byPath.values()) {
    if (!isReal(mount)) continue;
    const known = byDevice.get(mount.device);
    if (known === undefined || mount.path.length < known.path.length) {
      byDevice.set(mount.device, mount);
    }
  }
  return [...byDevice.values()];
}

/** Rows of `df -P`: name, three numbers, a percentage (or `-`), path. Wrapped or damaged rows are left out. */
function rows(output: string): Map<string, readonly [number, number, number]> {
  const found = new Map<string, readonly [number, number, number]>();
  for (const line of output.split('\n')) {
    const match = /^\S.*? +(\d{1,18}) +(\d{1,18}) +(-?\d{1,18}) +(?:\d{1,4}%|-) +(\/.*)$/.exec(
      line,
    );
    const path = match?.[4];
    if (path === undefined) continue;
    found.set(path, [Number(match?.[1]), Number(match?.[2]), Math.max(0, Number(match?.[3]))]);
  }
  return found;
}

/** Space and inodes of `mounts` from the output of `df -Pk` and `df -Pi`; a mount df does not show is left out. */
export function parseDf(
  mounts: readonly Mount[],
  output: { readonly space: string; readonly inodes: string },
): readonly DiskUse[] {
  const space = rows(output.space);
  const inodes = rows(output.inodes);
  return mounts.flatMap(({ path }) => {
    const sizes = space.get(path);
    if (sizes === undefined) return [];
    const [total, used, available] = sizes;
    const [files = 0, taken = 0, free = 0] = inodes.get(path) ?? [];
    return {
      mount: path,
      total: total * 1024,
      used: used * 1024,
      available: available * 1024,
      inodes: files === 0 ? null : { used: taken, free },
    };
  });
}

/** The disk metrics of one mount; percentages are of what ordinary users can have, as in df. */
export function diskReadings(disk: DiskUse): readonly Reading[] {
  const labels = { mount: disk.mount };
  const usable = disk.used + disk.available;
  if (disk.total <= 0 || usable <= 0) return [];
  const readings: Reading[] = [
    { metric: 'system.disk', labels, value: (100 * disk.used) / usable },
    { metric: 'system.disk.free_bytes', labels, value: disk.available },
    { metric: 'system.disk.total_bytes', labels, value: disk.total },
  ];
  const files = disk.inodes === null ? 0 : disk.inodes.used + disk.inodes.free;
  if (disk.inodes !== null && files > 0) {
    readings.push({
      metric: 'system.disk.inodes',
      labels,
      value: (100 * disk.inodes.used) / files,
    });
  }
  return readings;
}
