import type { Reading } from '../../model/sample.ts';
import type { Files } from '../linux-files.ts';
import { cgroupReadings, type Throttling, throttledShare, throttlingOf } from './cgroup.ts';
import { pressureReadings } from './pressure.ts';
import { parseMemory } from './proc.ts';
import { type Counters, countersOf, currentReadings, type ProcTexts, rates } from './readings.ts';
import { temperatureReadings } from './temperature.ts';

/** What a later reading is compared with. */
export interface LinuxSeen {
  readonly counters: Counters;
  readonly throttling: Throttling | null;
}

export function procTexts(files: Files): ProcTexts {
  const text = (name: string) => files.get(`/proc/${name}`) ?? '';
  return {
    stat: text('stat'),
    loadavg: text('loadavg'),
    meminfo: text('meminfo'),
    uptime: text('uptime'),
    netDev: text('net/dev'),
    bootId: text('sys/kernel/random/boot_id'),
  };
}

export function linuxSeen(files: Files): LinuxSeen {
  return { counters: countersOf(procTexts(files)), throttling: throttlingOf(files) };
}

/** What the files of a Linux host say, wherever it is; what cannot be parsed is absent. */
export function linuxReadings(
  files: Files,
  before: LinuxSeen | null,
  now: LinuxSeen,
): readonly Reading[] {
  const texts = procTexts(files);
  return [
    ...(before === null ? [] : rates(before.counters, now.counters)),
    ...currentReadings(texts),
    ...pressureReadings(files),
    ...cgroupReadings(files, parseMemory(texts.meminfo)?.total ?? null),
    ...throttledShare(before?.throttling ?? null, now.throttling),
    ...temperatureReadings(files),
  ];
}
