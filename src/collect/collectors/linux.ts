import { readdirSync, readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import type { Reading } from '../../model/sample.ts';
import { noLabels } from '../../model/sample.ts';
import { CollectError } from '../collector.ts';
import type { Sleep } from '../sleep.ts';
import { type DiskUse, diskReadings, type Mount, realMounts } from './disks.ts';
import { countProcesses } from './proc.ts';
import { type Counters, countersOf, currentReadings, type ProcTexts, rates } from './readings.ts';

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

/**
 * Reads a Linux machine from /proc and statfs. /proc is read synchronously: it never blocks, and measured ten times
 * cheaper than through the thread pool.
 */
export function linuxReader(
  deps: { readonly target: string; readonly sleep: Sleep },
  sources: LinuxSources = SYSTEM,
): (signal: AbortSignal) => Promise<readonly Reading[]> {
  const readDisks = diskReader(sources, deps.sleep);
  let before: Counters | null = null;
  let mountsText = '';
  let mounts: readonly Mount[] = [];

  const text = (name: string) => readFileSync(`${sources.proc}/${name}`, 'utf8');

  function readProc(): ProcTexts {
    try {
      return {
        stat: text('stat'),
        loadavg: text('loadavg'),
        meminfo: text('meminfo'),
        uptime: text('uptime'),
        netDev: text('net/dev'),
        // The same process never meets another start of its own machine.
        bootId: '',
      };
    } catch (cause) {
      const message = `${sources.proc} cannot be read; is proc mounted?`;
      throw new CollectError(message, { target: deps.target, retryable: true, cause });
    }
  }

  function currentMounts(): readonly Mount[] {
    const now = text('mounts');
    if (now !== mountsText) mounts = realMounts(now);
    mountsText = now;
    return mounts;
  }

  return async (signal) => {
    signal.throwIfAborted();
    if (before === null) {
      before = countersOf(readProc());
      await deps.sleep(FIRST_SPAN, signal);
    }
    const texts = readProc();
    const now = countersOf(texts);
    const processes = countProcesses(readdirSync(sources.proc));
    const readings = [
      ...rates(before, now),
      ...currentReadings(texts),
      { metric: 'system.processes', labels: noLabels(), value: processes },
    ];
    before = now;
    const disks = await readDisks(currentMounts(), signal);
    return [...readings, ...disks.flatMap(diskReadings)];
  };
}
