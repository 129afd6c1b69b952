import type { Reading } from '../../model/sample.ts';
import { noLabels } from '../../model/sample.ts';
import { SECOND } from '../../model/time.ts';
import type { RoundTimes } from '../part.ts';
import { parseUptime } from './proc.ts';

/** An answer that took longer cannot tell the time. */
const LONGEST = 2 * SECOND;

/** Seconds since 1970 by the host's clock: its start, cut to a whole second by the kernel, and how long ago that is. */
export function hostTime(stat: string, uptime: string): number | null {
  const started = /^btime (\d{9,11})$/m.exec(stat)?.[1];
  const up = parseUptime(uptime);
  return started === undefined || up === null ? null : Number(started) + 0.5 + up;
}

/** By how much the host's clock, that read `seconds` when it was asked, is ahead of ours; half a second is noise. */
export function clockOffset(
  seconds: number | null,
  asked: RoundTimes['asked'],
): readonly Reading[] {
  if (seconds === null || asked.to - asked.from > LONGEST) return [];
  const value = seconds - (asked.from + asked.to) / 2 / SECOND;
  return [{ metric: 'system.clock_offset_s', labels: noLabels(), value }];
}
