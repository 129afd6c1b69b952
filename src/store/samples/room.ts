import { statfsSync } from 'node:fs';

/**
 * What samples leave free for alerts, in bytes; of a small disk a tenth. SQLite merges the log of the alerts when it has
 * 4 MB: https://sqlite.org/wal.html#automatic_checkpoint
 */
const RESERVE = 32 * 1_024 * 1_024;
const SHARE = 10;

/** Whether the disk of a folder has more room than the alerts beside the samples may need. */
export function hasRoom(folder: string): boolean {
  try {
    const { bavail, blocks, bsize } = statfsSync(folder);
    return bavail * bsize > Math.min(RESERVE, (blocks * bsize) / SHARE);
  } catch {
    // Some network disks do not tell: then SQLite says when they are full.
    return true;
  }
}
