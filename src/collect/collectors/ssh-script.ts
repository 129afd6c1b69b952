import type { Mount } from './disks.ts';
import { parseDf, realMounts } from './disks.ts';
import type { ProcTexts } from './readings.ts';

const MARK = '@@tocsin';
const PROC = ['loadavg', 'meminfo', 'uptime', 'net/dev', 'mounts'];

/**
 * Constant, reads only, POSIX alone (dash, busybox). The login shell, whatever it is, only starts `sh`. Disks come
 * last, since df waits for network disks that hang.
 */
function script(...parts: readonly string[]): string {
  return `exec sh -c 'LC_ALL=C; export LC_ALL; ${parts.join('; ')}; echo "${MARK} end"'`;
}

const BASE = [
  `echo "${MARK} stat"; grep "^cpu" /proc/stat`,
  ...PROC.map((name) => `echo "${MARK} ${name}"; cat /proc/${name}`),
  `echo "${MARK} processes"; set -- /proc/[0-9]*; echo $#`,
];
export const SCRIPT_WITHOUT_DISKS = script(...BASE);
export const SCRIPT = script(
  ...BASE,
  `echo "${MARK} space"; df -Pk 2>/dev/null`,
  `echo "${MARK} inodes"; df -Pi 2>/dev/null`,
);

/** What the script printed. */
export interface Answer {
  readonly texts: ProcTexts;
  readonly processes: number | null;
  readonly mounts: readonly Mount[];
  readonly disks: ReturnType<typeof parseDf>;
  /** False when the answer broke off. */
  readonly isComplete: boolean;
}

/** Whether everything but the disks has come. */
export function waitsForDisks(output: string): boolean {
  return output.includes(`\n${MARK} space\n`);
}

/** Takes the script's output apart; what a login shell prints before it is passed over. */
export function parseAnswer(output: string): Answer {
  const sections = new Map<string, string>();
  for (const part of output.split(new RegExp(`^${MARK} `, 'm')).slice(1)) {
    const end = part.indexOf('\n');
    if (end >= 0) sections.set(part.slice(0, end).trim(), part.slice(end + 1));
  }
  const section = (name: string) => sections.get(name) ?? '';
  const processes = /^(\d{1,9})$/m.exec(section('processes'))?.[1];
  const mounts = realMounts(section('mounts'));
  return {
    texts: {
      stat: section('stat'),
      loadavg: section('loadavg'),
      meminfo: section('meminfo'),
      uptime: section('uptime'),
      netDev: section('net/dev'),
    },
    processes: processes === undefined ? null : Number(processes),
    mounts,
    disks: parseDf(mounts, { space: section('space'), inodes: section('inodes') }),
    isComplete: sections.has('end'),
  };
}
