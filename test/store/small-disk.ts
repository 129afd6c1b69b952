import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system of its own, or null where mounting is not allowed. */
export function smallDisk(
  megabytes: number,
): { readonly path: string; free(): number; release(): void } | null {
  const path = mkdtempSync(join(tmpdir(), 'tocsin-disk-'));
  try {
    const options = ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path];
    execFileSync('/bin/mount', options, { stdio: 'ignore' });
  } catch {
    rmdirSync(path);
    return null;
  }
  return {
    path,
    free() {
      const { bavail, bsize } = statfsSync(path);
      return bavail * bsize;
    },
    release() {
      execFileSync('/bin/umount', [path]);
      rmdirSync(path);
    },
  };
}

/** Whether disks can be made here; said by name where not. */
export function canMakeDisks(): boolean {
  const disk = smallDisk(1);
  disk?.release();
  return disk !== null;
}

/** Leaves so many bytes of a disk free; gives the file to delete for more. */
export function fillBut(disk: { readonly path: string; free(): number }, bytes: number): string {
  const file = join(disk.path, 'ballast');
  writeFileSync(file, Buffer.alloc(Math.max(0, disk.free() - bytes)));
  return file;
}
