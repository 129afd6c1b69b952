import { readFileSync } from 'node:fs';

/** Ticks of /proc in a second. */
const TICKS = 100;

/** Processor time that a process has taken with all its threads, in milliseconds; NaN where /proc does not tell. */
export function processorTime(pid: number): number {
  try {
    const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
    const fields = rest.split(' ').map(Number);
    return (1_000 * ((fields[11] ?? 0) + (fields[12] ?? 0))) / TICKS;
  } catch {
    return Number.NaN;
  }
}
