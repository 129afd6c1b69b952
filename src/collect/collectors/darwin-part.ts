import type { TopProcesses } from '../../model/processes.ts';
import { SECOND } from '../../model/time.ts';
import type { Part } from '../part.ts';
import type { Probe } from '../remote.ts';
import {
  type DarwinTexts,
  darwinDisks,
  darwinReadings,
  darwinTop,
  darwinTraffic,
  darwinUptime,
  parseDarwinProcesses,
} from './darwin.ts';
import { diskReadings } from './disks.ts';
import { type Counters, rates } from './readings.ts';

const MARK = '@tocsin ';

/** One after the other; what a Mac does not have leaves its part empty. */
const PROGRAMS = {
  date: 'date +%s',
  sysctl: 'sysctl hw.logicalcpu hw.memsize vm.loadavg kern.boottime vm.swapusage',
  vmStat: 'vm_stat',
  netstat: 'netstat -ibn',
  ps: 'ps -A -o pid=,pcpu=,rss=,comm=',
} as const satisfies Partial<Record<keyof DarwinTexts, string>>;

const SYSTEM: Probe = {
  name: 'darwin',
  script: Object.entries(PROGRAMS)
    .map(([name, program]) => `echo '${MARK}${name}'; ${program}`)
    .join('\n'),
  patience: 5 * SECOND,
};
const DISKS: Probe = { name: 'disks', script: 'df -Pk', patience: 3 * SECOND, isGathered: true };

/** Takes apart what the programs printed. */
function darwinTexts(output: string, df: string): DarwinTexts {
  const texts = { date: '', sysctl: '', vmStat: '', netstat: '', ps: '', df };
  for (const section of output.split(`${MARK}`).slice(1)) {
    const end = section.indexOf('\n');
    const name = section.slice(0, Math.max(0, end));
    if (Object.hasOwn(PROGRAMS, name))
      texts[name as keyof typeof PROGRAMS] = section.slice(end + 1);
  }
  return texts;
}

function countersOf(texts: DarwinTexts): Counters {
  // Their start stands for the boot: a Mac has no name for it.
  const uptime = darwinUptime(texts);
  return { boot: '', uptime, cpu: null, interfaces: darwinTraffic(texts.netstat) };
}

/** What a Mac says in each round. */
export function darwinPart(): Part & { latest(): TopProcesses | null } {
  let before: Counters | null = null;
  let latest: TopProcesses | null = null;
  return {
    latest: () => latest,
    probes: () => [SYSTEM, DISKS],
    readings(answers, { asked }) {
      const text = (name: string) => answers.get(name)?.text ?? '';
      const texts = darwinTexts(text(SYSTEM.name), text(DISKS.name));
      const now = countersOf(texts);
      latest = darwinTop(parseDarwinProcesses(texts.ps), asked.to);
      const readings = [
        ...(before === null ? [] : rates(before, now)),
        ...darwinReadings(texts, asked),
        ...darwinDisks(texts.df).flatMap(diskReadings),
      ];
      before = now;
      return readings;
    },
  };
}
