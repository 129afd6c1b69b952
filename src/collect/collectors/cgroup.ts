import type { Reading } from '../../model/sample.ts';
import { noLabels } from '../../model/sample.ts';
import type { Files } from '../linux-files.ts';

/** Periods in which the processor limit was looked at, and in which it was used up. */
export interface Throttling {
  readonly periods: number;
  readonly throttled: number;
}

interface Limits {
  /** Bytes; null: no limit. */
  readonly memoryMax: number | null;
  readonly memoryUsed: number | null;
  /** Cores; null: no limit. */
  readonly cpu: number | null;
}

const ROOT = '/sys/fs/cgroup';

function whole(text: string | undefined): number | null {
  const digits = text?.trim();
  return digits !== undefined && /^\d{1,19}$/.test(digits) ? Number(digits) : null;
}

/** The number behind a word at the beginning of a line. */
function field(text: string | undefined, name: string): number | null {
  return whole(new RegExp(`^${name} (\\d{1,19})$`, 'm').exec(text ?? '')?.[1]);
}

function used(current: number | null, cache: number | null): number | null {
  return current === null ? null : Math.max(0, current - (cache ?? 0));
}

/** https://docs.kernel.org/admin-guide/cgroup-v2.html#memory-interface-files */
function second(files: Files): Limits {
  const [quota, period] = (files.get(`${ROOT}/cpu.max`) ?? '').trim().split(' ');
  return {
    memoryMax: whole(files.get(`${ROOT}/memory.max`)),
    memoryUsed: used(
      whole(files.get(`${ROOT}/memory.current`)),
      field(files.get(`${ROOT}/memory.stat`), 'inactive_file'),
    ),
    cpu: ratio(whole(quota), whole(period)),
  };
}

/** https://docs.kernel.org/admin-guide/cgroup-v1/memory.html; no limit is a number near 2^63 there, or -1. */
function first(files: Files): Limits {
  const memory = `${ROOT}/memory`;
  return {
    memoryMax: whole(files.get(`${memory}/memory.limit_in_bytes`)),
    memoryUsed: used(
      whole(files.get(`${memory}/memory.usage_in_bytes`)),
      field(files.get(`${memory}/memory.stat`), 'total_inactive_file'),
    ),
    cpu: ratio(
      whole(files.get(`${ROOT}/cpu/cpu.cfs_quota_us`)),
      whole(files.get(`${ROOT}/cpu/cpu.cfs_period_us`)),
    ),
  };
}

function ratio(quota: number | null, period: number | null): number | null {
  return quota === null || period === null || period === 0 || quota === 0 ? null : quota / period;
}

function plain(metric: string, value: number | null): Reading[] {
  return value === null ? [] : [{ metric, labels: noLabels(), value }];
}

/**
 * What the container may use that the host is, if it is one. `memory`: bytes of the whole machine; a limit above it is
 * none.
 */
export function cgroupReadings(files: Files, memory: number | null): readonly Reading[] {
  const limits =
    files.has(`${ROOT}/memory.max`) || files.has(`${ROOT}/cpu.max`) ? second(files) : first(files);
  const { memoryMax: max, memoryUsed, cpu } = limits;
  const isLimit = max !== null && max > 0 && (memory === null || max < memory);
  const share = isLimit && memoryUsed !== null ? Math.min(100, (100 * memoryUsed) / max) : null;
  return [
    ...plain('system.cgroup.memory', share),
    ...plain('system.cgroup.memory.max_bytes', isLimit ? max : null),
    ...plain('system.cgroup.cpu_limit', cpu),
  ];
}

export function throttlingOf(files: Files): Throttling | null {
  const text = files.get(`${ROOT}/cpu.stat`) ?? files.get(`${ROOT}/cpu/cpu.stat`);
  const periods = field(text, 'nr_periods');
  const throttled = field(text, 'nr_throttled');
  return periods === null || throttled === null ? null : { periods, throttled };
}

/** Share of the periods between two readings in which the container was made to wait. */
export function throttledShare(
  before: Throttling | null,
  now: Throttling | null,
): readonly Reading[] {
  if (before === null || now === null) return [];
  const periods = now.periods - before.periods;
  const throttled = now.throttled - before.throttled;
  if (periods <= 0 || throttled < 0 || throttled > periods) return [];
  return plain('system.cgroup.throttled', (100 * throttled) / periods);
}
