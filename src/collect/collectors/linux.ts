import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import type { Reading } from '../../model/sample.ts';
import { noLabels } from '../../model/sample.ts';
import { CollectError } from '../collector.ts';
import {
  BASE_FILES,
  type Files,
  MEMORY_STAT,
  MORE_FILES,
  SENSOR_PATTERNS,
} from '../linux-files.ts';
import type { Sleep } from '../sleep.ts';
import { type DiskUse, diskReadings, type Mount, realMounts } from './disks.ts';
import { type LinuxSeen, linuxReadings, linuxSeen } from './linux-readings.ts';
import { countProcesses } from './proc.ts';

/** How long a filesystem may take to say how full it is. */
const DISK_DEADLINE = 2_000;
/** Calls that may hang at once: each holds one of Node's four threads for files and name look-ups. */
const MAX_HANGING = 2;
/** How far apart the first two readings are, in milliseconds. */
const FIRST_SPAN = 200;

/** The numbers of statfs(2) that are used here. */
export interface FilesystemNumbers {
  readonly bsize: number;
  readonly blocks: number;
  readonly bfree: number;
  readonly bavail: number;
  readonly files: number;
  readonly ffree: number;
}

export interface LinuxSources {
  /** Folder where proc is mounted. */
  readonly proc: string;
  statfs(path: string): Promise<FilesystemNumbers>;
}

const SYSTEM: LinuxSources = { proc: '/proc', statfs };

function diskUse(mount: string, numbers: FilesystemNumbers): DiskUse {
  const { bsize, blocks, bfree, bavail, files, ffree } = numbers;
  return {
    mount,
    total: blocks * bsize,
    used: (blocks - bfree) * bsize,
    available: bavail * bsize,
    inodes: files === 0 ? null : { used: files - ffree, free: ffree },
  };
}

/** Asks one mount after the other; one that hangs is left alone until its call has come back. */
function diskReader(sources: LinuxSources, sleep: Sleep) {
  const hanging = new Set<string>();

  async function one(path: string, signal: AbortSignal): Promise<DiskUse | null> {
    const stop = new AbortController();
    const call = sources
      .statfs(path)
      .then((numbers) => diskUse(path, numbers))
      .catch(() => null)
      .finally(() => hanging.delete(path));
    hanging.add(path);
    const deadline = sleep(DISK_DEADLINE, AbortSignal.any([signal, stop.signal])).then(
      () => null,
      () => null,
    );
    const disk = await Promise.race([call, deadline]);
    stop.abort();
    return disk;
  }

  return async (mounts: readonly Mount[], signal: AbortSignal): Promise<readonly DiskUse[]> => {
    const disks: DiskUse[] = [];
    for (const { path } of mounts) {
      if (hanging.has(path) || hanging.size >= MAX_HANGING) continue;
      const disk = await one(path, signal);
      signal.throwIfAborted();
      if (disk !== null) disks.push(disk);
    }
    return disks;
  };
}

/** Files of this machine, read synchronously: they never block, and that is ten times cheaper than the thread pool. */
function fileReader(proc: string, target: string) {
  const pathOf = (path: string) => path.replace(/^\/proc(?=\/)/, proc);
  const text = (path: string) => readFileSync(pathOf(path), 'utf8');
  let more: readonly string[] | null = null;

  function base(): Map<string, string> {
    try {
      return new Map(BASE_FILES.map((path) => [path, text(path)]));
    } catch (cause) {
      const message = `${proc} cannot be read; is proc mounted?`;
      throw new CollectError(message, { target, retryable: true, cause });
    }
  }

  /** A file or sensor that went is missing this time. */
  function tryText(path: string): string | null {
    try {
      return text(path);
    } catch {
      return null;
    }
  }

  return {
    text,
    files(): Files {
      const files = base();
      more ??= [...MORE_FILES.filter((path) => existsSync(pathOf(path))), ...sensorPaths()];
      for (const path of more) {
        const found = tryText(path);
        if (found !== null) files.set(path, found);
      }
      const stat = limitedBy(files);
      const found = stat === null ? null : tryText(stat);
      if (stat !== null && found !== null) files.set(stat, found);
      return files;
    },
  };
}

function sensorPaths(): readonly string[] {
  return globSync(SENSOR_PATTERNS);
}

/** The file with the caches of the container that this machine is; null where it has no limit. */
function limitedBy(files: Files): string | null {
  const { v1, v2 } = MEMORY_STAT;
  const [limit, stat] = files.has(v2.limit) ? [v2.limit, v2.stat] : [v1.limit, v1.stat];
  return /^\d{1,18}$/.test(files.get(limit)?.trim() ?? '') ? stat : null;
}

/** Reads a Linux machine from /proc, /sys and statfs, without any subprocess. */
export function linuxReader(
  deps: { readonly target: string; readonly sleep: Sleep },
  sources: LinuxSources = SYSTEM,
): (signal: AbortSignal) => Promise<readonly Reading[]> {
  const readDisks = diskReader(sources, deps.sleep);
  const { text, files } = fileReader(sources.proc, deps.target);
  let before: LinuxSeen | null = null;
  let mountsText = '';
  let mounts: readonly Mount[] = [];

  function currentMounts(): readonly Mount[] {
    const now = text('/proc/mounts');
    if (now !== mountsText) mounts = realMounts(now);
    mountsText = now;
    return mounts;
  }

  return async (signal) => {
    signal.throwIfAborted();
    if (before === null) {
      before = linuxSeen(files());
      await deps.sleep(FIRST_SPAN, signal);
    }
    const found = files();
    const now = linuxSeen(found);
    const processes = countProcesses(readdirSync(sources.proc));
    const readings = [
      ...linuxReadings(found, before, now),
      { metric: 'system.processes', labels: noLabels(), value: processes },
    ];
    before = now;
    const disks = await readDisks(currentMounts(), signal);
    return [...readings, ...disks.flatMap(diskReadings)];
  };
}
