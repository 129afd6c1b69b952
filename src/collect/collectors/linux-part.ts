import type { Reading } from '../../model/sample.ts';
import { noLabels } from '../../model/sample.ts';
import { SECOND } from '../../model/time.ts';
import {
  BASE_FILES,
  type Files,
  LEFT_OUT,
  MEMORY_STAT,
  MORE_FILES,
  parseFiles,
  SENSOR_PATTERNS,
} from '../linux-files.ts';
import type { Part } from '../part.ts';
import type { Probe, ProbeAnswers } from '../remote.ts';
import { clockOffset, hostTime } from './clock-offset.ts';
import { diskReadings, parseDf, realMounts } from './disks.ts';
import { type LinuxSeen, linuxReadings, linuxSeen, procTexts } from './linux-readings.ts';

/** How long df may take. */
const DISK_PATIENCE = 3 * SECOND;
const PATIENCE = 5 * SECOND;
const INODES = '@inodes';
/** Stands among the files for how many processes there are. */
const PROCESSES = '/proc/N';

const ALL_FILES = [
  ...BASE_FILES,
  ...['/proc/mounts', '/proc/sys/kernel/random/boot_id'],
  ...MORE_FILES,
  ...SENSOR_PATTERNS,
];
const { v1, v2 } = MEMORY_STAT;

/**
 * One program for all files, since each costs the host a millisecond. Caches are asked for where a container has a
 * limit; no limit is a number of 19 digits in the first version of cgroups.
 */
const FILES_PROBE: Probe = {
  name: 'files',
  script: `grep -sv ${LEFT_OUT.map((pattern) => `-e '${pattern}'`).join(' ')} ${ALL_FILES.join(' ')}
set -- /proc/[0-9]*; echo "${PROCESSES}:$#"
L=; S=
if test -r ${v2.limit}; then read -r L <${v2.limit}; S=${v2.stat}
elif test -r ${v1.limit}; then read -r L <${v1.limit}; S=${v1.stat}; fi
case $L in ''|max|???????????????????) ;; *) grep -s 'inactive_file ' $S /dev/null;; esac`,
  isGathered: true,
  patience: PATIENCE,
};

/** df waits for network disks that hang; it comes last, so that only it is lost then. */
const disksProbe = (patience: number): Probe => ({
  name: 'disks',
  script: `df -Pk; echo ${INODES}; df -Pi`,
  isGathered: true,
  patience,
});

function disksOf(files: Files, output: string): readonly Reading[] {
  const [space = '', inodes = ''] = output.split(`\n${INODES}\n`);
  const mounts = realMounts(files.get('/proc/mounts') ?? '');
  return parseDf(mounts, { space, inodes }).flatMap(diskReadings);
}

function processCount(files: Files): Reading[] {
  const processes = files.get(PROCESSES)?.trim();
  if (processes === undefined || !/^\d{1,9}$/.test(processes)) return [];
  return [{ metric: 'system.processes', labels: noLabels(), value: Number(processes) }];
}

/** What a Linux host says in each round, read from /proc, /sys and df. */
export function linuxPart(options: { readonly diskPatience?: number } = {}): Part & {
  /** What is asked before the first round, since rates need two readings. */
  readonly first: Probe;
  began(answers: ProbeAnswers): void;
} {
  const disks = disksProbe(options.diskPatience ?? DISK_PATIENCE);
  let before: LinuxSeen | null = null;

  return {
    first: FILES_PROBE,
    began(answers) {
      before = linuxSeen(parseFiles(answers.get(FILES_PROBE.name)?.text ?? ''));
    },
    probes: () => [FILES_PROBE, disks],
    readings(answers, { asked }) {
      const files = parseFiles(answers.get(FILES_PROBE.name)?.text ?? '');
      const { stat, uptime } = procTexts(files);
      const now = linuxSeen(files);
      const readings = [
        ...linuxReadings(files, before, now),
        ...clockOffset(hostTime(stat, uptime), asked),
        ...processCount(files),
        ...disksOf(files, answers.get(disks.name)?.text ?? ''),
      ];
      before = now;
      return readings;
    },
  };
}
