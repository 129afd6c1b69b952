import type { Reading } from '../../model/sample.ts';
import type { Collector } from '../collector.ts';
import { type Sleep, timerSleep } from '../sleep.ts';
import { linuxReader } from './linux.ts';
import { portableReader } from './portable.ts';

/**
 * Reads the machine this process runs on: Linux from /proc without any subprocess, other systems through
 * systeminformation.
 */
export function localCollector(
  deps: { readonly sleep?: Sleep; readonly platform?: NodeJS.Platform } = {},
): Collector {
  const sleep = deps.sleep ?? timerSleep;
  const makeReader = (deps.platform ?? process.platform) === 'linux' ? linuxReader : portableReader;
  const readers = new Map<number, (signal: AbortSignal) => Promise<readonly Reading[]>>();
  return {
    kind: 'local',
    collect(target, signal) {
      let read = readers.get(target.id);
      if (read === undefined) {
        read = makeReader({ target: target.name, sleep });
        readers.set(target.id, read);
      }
      return read(signal);
    },
    async [Symbol.asyncDispose]() {
      readers.clear();
    },
  };
}
