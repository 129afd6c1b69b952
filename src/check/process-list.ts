/** A process as its host lists it. */
export interface ListedProcess {
  readonly command: string;
  /** Seconds since it was started. */
  readonly age: number;
  /** Bytes. */
  readonly rss: number;
  /** Percent of one core over its whole life. */
  readonly cpu: number;
}

/** Begins the second kind of answer, and its list of commands. */
const FILES = '@files';
const COMMANDS = '@commands';

/** Exit code when there is neither way. */
export const NO_LIST = 121;

/** Times as POSIX has them; BusyBox knows no times of processes, and Linux has them in files. */
export const LIST = `ps -A -ww -o pid= -o etime= -o rss= -o pcpu= -o args= && exit
test -r /proc/uptime || exit ${NO_LIST}
echo ${FILES}; getconf PAGESIZE || echo 4096; cat /proc/uptime /proc/[0-9]*/stat
echo ${COMMANDS}; ps -o pid= -o args= || exit ${NO_LIST}`;

/** Parts of a second in stat files, on every system that Linux runs on today: man 7 time, USER_HZ */
const TICKS = 100;

/** What LIST printed, without what has ended and was not waited for. */
export function parseProcessList(text: string): readonly ListedProcess[] {
  const all = text.startsWith(`${FILES}\n`) ? ofFiles(text) : text.split('\n').flatMap(ofLine);
  return all.filter(({ command }) => !command.endsWith('<defunct>'));
}

const LINE = /^ *\d{1,10} +([\d:-]{1,20}) +(\d{1,15}) +(\d{1,9}\.\d+) (.*)$/;

function ofLine(line: string): ListedProcess[] {
  const [, elapsed = '', kibibytes, cpu, command = ''] = LINE.exec(line) ?? [];
  if (kibibytes === undefined) return [];
  const rss = Number(kibibytes) * 1_024;
  return [{ command: command.trim(), age: secondsOf(elapsed), rss, cpu: Number(cpu) }];
}

/** `[[days-]hours:]minutes:seconds`: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/ps.html */
function secondsOf(elapsed: string): number {
  const [time = '', days = '0'] = elapsed.split('-').reverse();
  return (
    time.split(':').reduce((sum, part, place) => {
      const isHours = place === 0;
      return isHours ? Number(part) : sum * 60 + Number(part);
    }, 0) +
    Number(days) * 86_400
  );
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html; the name in brackets may hold anything. */
const STAT = /^(\d{1,10}) \(.*\) [A-Za-z] (.*)$/;
const COMMAND = /^ *(\d{1,10}) (.*)$/;

function ofFiles(text: string): ListedProcess[] {
  const [head = '', commands = ''] = text.split(`\n${COMMANDS}\n`);
  const [, page, uptime, ...stats] = head.split('\n');
  const numbers = new Map(
    stats.flatMap((line) => {
      const [, pid, rest = ''] = STAT.exec(line) ?? [];
      return pid === undefined ? [] : [[pid, rest.split(' ').map(Number)] as const];
    }),
  );
  const now = Number.parseFloat(uptime ?? '');
  return commands.split('\n').flatMap((line) => {
    const [, pid = '', command = ''] = COMMAND.exec(line) ?? [];
    const fields = numbers.get(pid);
    if (fields === undefined) return [];
    // Fields 14, 15, 22 and 24 of the file; these begin with the fourth.
    const [user = 0, system = 0, started = 0, pages = 0] = [10, 11, 18, 20].map((at) => fields[at]);
    const age = Math.max(0, now - started / TICKS);
    const cpu = age > 0 ? (user + system) / TICKS / age : 0;
    return [{ command, age, rss: pages * Number(page), cpu: 100 * cpu }];
  });
}
