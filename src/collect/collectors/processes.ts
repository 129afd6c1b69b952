import type { ProcessUse, TopProcesses } from '../../model/processes.ts';
import type { Instant } from '../../model/time.ts';

/** How many are shown of each kind. */
const SHOWN = 10;
/** Parts of a second in the stat file of a process, on every system that Linux runs on today: man 7 time, USER_HZ */
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

/** One line of a stat file; the name may hold anything: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
const LINE = /^(\d{1,10}) \((.*)\) [A-Za-z] (.*)$/;

function parseLine(line: string): ProcessLine | null {
  const [, pid, name = '', rest = ''] = LINE.exec(line) ?? [];
  if (pid === undefined) return null;
  // Fields 14, 15, 22 and 24 of the line; `rest` begins with the fourth.
  const fields = rest.split(' ');
  const [user, system, started, pages] = [10, 11, 18, 20].map((index) => whole(fields[index]));
  if (user == null || system == null || started == null || pages == null) return null;
  return { pid: Number(pid), name, ticks: user + system, started, pages };
}

function whole(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** Processes at one moment. */
export interface Listing {
  /** Seconds since the host's start. */
  readonly uptime: number;
  readonly processes: readonly ProcessLine[];
}

/** Takes apart what `cat` prints of the stat files of all processes; lines that are cut or damaged are left out. */
export function parseProcesses(output: string, uptime: number): Listing {
  return { uptime, processes: output.split('\n').flatMap((line) => parseLine(line) ?? []) };
}

/** What a later listing is compared with: three numbers a process, since every host has hundreds. */
export interface Snapshot {
  readonly uptime: number;
  /** Process id, start and ticks of each, by process id. */
  readonly numbers: Float64Array;
}

export function snapshotOf({ uptime, processes }: Listing): Snapshot {
  const sorted = [...processes].sort((a, b) => a.pid - b.pid);
  const numbers = new Float64Array(
    sorted.flatMap(({ pid, started, ticks }) => [pid, started, ticks]),
  );
  return { uptime, numbers };
}

/** Ticks of the same process in a snapshot; null when it was not there. */
function ticksIn({ numbers }: Snapshot, { pid, started }: ProcessLine): number | null {
  let low = 0;
  let high = numbers.length / 3;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[3 * middle] ?? 0) < pid) low = middle + 1;
    else high = middle;
  }
  const isSame = numbers[3 * low] === pid && numbers[3 * low + 1] === started;
  return isSame ? (numbers[3 * low + 2] ?? null) : null;
}

function cpuOf(one: ProcessLine, uptime: number, before: Snapshot | null): number | null {
  const earlier = before === null ? null : ticksIn(before, one);
  const from = before === null || earlier === null ? one.started / TICKS : before.uptime;
  const seconds = uptime - from;
  const ticks = one.ticks - (earlier ?? 0);
  return seconds > 0 && ticks >= 0 ? (100 * ticks) / TICKS / seconds : null;
}

/** A copy, since a piece of a long text would keep all of it in memory. */
function shownName(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]/g, '?').slice(0, MAX_NAME);
  return Buffer.from(plain, 'latin1').toString('latin1');
}

/** The first few by a number that is above 0, with names that can be shown. */
export function firstBy(
  uses: readonly ProcessUse[],
  by: (use: ProcessUse) => number,
): ProcessUse[] {
  return uses
    .filter((use) => by(use) > 0)
    .sort((a, b) => by(b) - by(a) || a.pid - b.pid)
    .slice(0, SHOWN)
    .map((use) => ({ ...use, name: shownName(use.name) }));
}

/** Those that take most; `pageSize` in bytes. */
export function topProcesses(
  { uptime, processes }: Listing,
  before: Snapshot | null,
  { at, pageSize }: { readonly at: Instant; readonly pageSize: number },
): TopProcesses {
  const uses = processes.map((one): ProcessUse => {
    const { pid, name, pages } = one;
    return { pid, name, cpu: cpuOf(one, uptime, before), memory: pages * pageSize };
  });
  return {
    at,
    byCpu: firstBy(uses, ({ cpu }) => cpu ?? 0),
    byMemory: firstBy(uses, ({ memory }) => memory),
  };
}
