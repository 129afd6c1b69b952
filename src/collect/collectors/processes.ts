import type { ProcessUse, TopProcesses } from '../../model/processes.ts';
import type { Instant } from '../../model/time.ts';

/** How many are shown of each kind. */
const SHOWN = 10;
/** Parts of a second in /proc/<pid>/stat, on every system that Linux runs on today: man 7 time, USER_HZ */
const TICKS = 100;
const MAX_NAME = 64;

/** One process as /proc says it: its start tells it from a later one with the same number. */
interface ProcessLine {
  readonly pid: number;
  readonly name: string;
  readonly ticks: number;
  /** Ticks after the host's start. */
  readonly started: number;
  readonly pages: number;
}

/** One line of /proc/<pid>/stat; its name may hold anything: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
const LINE = /^(\d{1,10}) \((.*)\) [A-Za-z] (.*)$/;

function parseLine(line: string): ProcessLine | null {
  const [, pid, name = '', rest = ''] = LINE.exec(line) ?? [];
  if (pid === undefined) return null;
  // Fields 14, 15, 22 and 24 of the line; `rest` begins with the fourth.
  const fields = rest.split(' ');
  const [user, system, started, pages] = [10, 11, 18, 20].map((index) => whole(fields[index]));
  if (user == null || system == null || started == null || pages == null) return null;
  const shown = name.replace(/[^\x20-\x7e]/g, '?').slice(0, MAX_NAME);
  return { pid: Number(pid), name: shown, ticks: user + system, started, pages };
}

function whole(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** A snapshot that a later one is compared with. */
export interface Snapshot {
  /** Seconds since the host's start. */
  readonly uptime: number;
  readonly processes: ReadonlyMap<number, ProcessLine>;
}

/** Takes apart what `cat` prints of the stat files of all processes; lines that are cut or damaged are left out. */
export function parseProcesses(output: string, uptime: number): Snapshot {
  const found = output.split('\n').flatMap((line) => parseLine(line) ?? []);
  return { uptime, processes: new Map(found.map((one) => [one.pid, one])) };
}

function cpuOf(one: ProcessLine, now: Snapshot, before: Snapshot | null): number | null {
  const earlier = before?.processes.get(one.pid);
  const isSame = earlier !== undefined && earlier.started === one.started;
  const seconds = now.uptime - (isSame && before ? before.uptime : one.started / TICKS);
  const ticks = one.ticks - (isSame ? earlier.ticks : 0);
  return seconds > 0 && ticks >= 0 ? (100 * ticks) / TICKS / seconds : null;
}

/** Those that take most; `pageSize` in bytes. */
export function topProcesses(
  now: Snapshot,
  before: Snapshot | null,
  { at, pageSize }: { readonly at: Instant; readonly pageSize: number },
): TopProcesses {
  const uses = [...now.processes.values()].map(
    (one): ProcessUse => ({
      pid: one.pid,
      name: one.name,
      cpu: cpuOf(one, now, before),
      memory: one.pages * pageSize,
    }),
  );
  const first = (by: (use: ProcessUse) => number) =>
    uses
      .filter((use) => by(use) > 0)
      .sort((a, b) => by(b) - by(a) || a.pid - b.pid)
      .slice(0, SHOWN);
  return { at, byCpu: first(({ cpu }) => cpu ?? 0), byMemory: first(({ memory }) => memory) };
}
