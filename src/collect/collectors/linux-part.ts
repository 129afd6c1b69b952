import type { Reading } from '../../model/sample.ts';
import { noLabels } from '../../model/sample.ts';
import { SECOND } from '../../model/time.ts';
import { FILES, type Files, LEFT_OUT, parseFiles } from '../linux-files.ts';
import type { Part } from '../part.ts';
import type { Probe, ProbeAnswers } from '../remote.ts';
import { diskReadings, parseDf, realMounts } from './disks.ts';
import { type Counters, countersOf, currentReadings, type ProcTexts, rates } from './readings.ts';

/** How long df may take. */
const DISK_PATIENCE = 3 * SECOND;
const PATIENCE = 5 * SECOND;
const INODES = '@inodes';

/** One program for all files: each costs the host a millisecond. */
const FILES_PROBE: Probe = {
  name: 'files',
  script: `grep -sv ${LEFT_OUT.map((start) => `-e '^${start}'`).join(' ')} ${FILES.join(' ')}; set -- /proc/[0-9]*; echo "$#"`,
  patience: PATIENCE,
};

/** df waits for network disks that hang; it comes last, so that only it is lost then. */
const disksProbe = (patience: number): Probe => ({
  name: 'disks',
  script: `df -Pk; echo ${INODES}; df -Pi`,
  patience,
});

function procTexts(files: Files): ProcTexts {
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

/** What a Linux host says in each round, read from /proc and df. */
export function linuxPart(options: { readonly diskPatience?: number } = {}): Part & {
  /** What is asked before the first round, since rates need two readings. */
  readonly first: Probe;
  began(answers: ProbeAnswers): void;
} {
  const disks = disksProbe(options.diskPatience ?? DISK_PATIENCE);
  let before: Counters | null = null;

  function disksOf(files: Files, output: string): readonly Reading[] {
    const [space = '', inodes = ''] = output.split(`\n${INODES}\n`);
    const mounts = realMounts(files.get('/proc/mounts') ?? '');
    return parseDf(mounts, { space, inodes }).flatMap(diskReadings);
  }

  return {
    first: FILES_PROBE,
    began(answers) {
      before = countersOf(procTexts(parseFiles(answers.get(FILES_PROBE.name)?.text ?? '')));
    },
    probes: () => [FILES_PROBE, disks],
    readings(answers) {
      const output = answers.get(FILES_PROBE.name)?.text ?? '';
      const files = parseFiles(output);
      const texts = procTexts(files);
      const now = countersOf(texts);
      const processes = /^(\d{1,9})$/m.exec(output)?.[1];
      const readings = [
        ...(before === null ? [] : rates(before, now)),
        ...currentReadings(texts),
        ...(processes === undefined
          ? []
          : [{ metric: 'system.processes', labels: noLabels(), value: Number(processes) }]),
        ...disksOf(files, answers.get(disks.name)?.text ?? ''),
      ];
      before = now;
      return readings;
    },
  };
}
