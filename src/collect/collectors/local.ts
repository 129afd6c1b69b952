import type { Reading } from '../../model/sample.ts';
import type { Target } from '../../model/target.ts';
import { systemClock } from '../../model/time.ts';
import { CollectError, type Collector } from '../collector.ts';
import { type Part, partsRound, patienceOf } from '../part.ts';
import { type Sleep, timerSleep } from '../sleep.ts';
import { linuxReader } from './linux.ts';
import { type LocalHost, localHost } from './local-host.ts';
import { portableReader } from './portable.ts';
import { type ProcessesPart, processesPart } from './processes-part.ts';
import { servicesPart } from './services-part.ts';

export interface LocalDeps {
  readonly sleep?: Sleep;
  readonly platform?: NodeJS.Platform;
  /** What is asked of this machine through a shell in each round; without it no program is started. */
  parts?(target: Target): readonly Part[];
}

/** What is kept of one target between rounds. */
interface Watched {
  read(signal: AbortSignal): Promise<readonly Reading[]>;
  readonly host: LocalHost;
  readonly round: ReturnType<typeof partsRound>;
  readonly parts: readonly Part[];
  readonly processes: ProcessesPart | null;
}

/**
 * Reads the machine this process runs on: Linux from /proc without any subprocess, other systems through
 * systeminformation; and what neither gives, through a shell that is kept.
 */
export function localCollector(deps: LocalDeps = {}): Collector {
  const sleep = deps.sleep ?? timerSleep;
  const isLinux = (deps.platform ?? process.platform) === 'linux';
  const makeReader = isLinux ? linuxReader : portableReader;
  const watched = new Map<number, Watched>();

  function watchedOf(target: Target): Watched {
    const known = watched.get(target.id);
    if (known !== undefined) return known;
    const host = localHost(target.name);
    const round = partsRound(host, { clock: systemClock, random: Math.random });
    const isAsked = deps.parts !== undefined && isLinux;
    const processes = isAsked ? processesPart({ pageSize: null }) : null;
    const own = processes === null ? [] : [servicesPart(), processes];
    const parts = [...own, ...(deps.parts?.(target) ?? [])];
    const read = makeReader({ target: target.name, sleep });
    const one: Watched = { read, host, round, parts, processes };
    watched.set(target.id, one);
    return one;
  }

  return {
    kind: 'local',
    host: (target) => watchedOf(target).host,
    processes: ({ id }) => watched.get(id)?.processes?.latest() ?? null,
    async collect(target, signal) {
      const one = watchedOf(target);
      const readings = await one.read(signal);
      one.processes?.note(readings);
      if (one.parts.length === 0) return readings;
      return [...readings, ...(await partsOf(one, target, signal))];
    },
    async [Symbol.asyncDispose]() {
      for (const { host } of watched.values()) host.close();
      watched.clear();
    },
  };
}

/** A machine without a shell is read all the same. */
async function partsOf(
  { round, parts }: Watched,
  target: Target,
  signal: AbortSignal,
): Promise<readonly Reading[]> {
  try {
    return await round(parts, { signal, patience: patienceOf(target) });
  } catch (error) {
    if (error instanceof CollectError) return [];
    throw error;
  }
}
