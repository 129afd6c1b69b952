import type { Block } from '../chat/reply.ts';
import { line, strong, time } from '../chat/reply.ts';
import { formatDuration } from '../model/format.ts';
import type { TargetPause } from '../model/target.ts';
import type { Instant } from '../model/time.ts';
import { iso } from './data.ts';

/** `paused by Ana, 5 min ago`, for a cell. */
export function pausedText({ by, at }: TargetPause, now: Instant): string {
  return `paused by ${by.name} ${formatDuration(now - at)} ago`;
}

/** Says that a target is paused, by whom, since and until when; `name` where several are shown. */
export function pauseBlock(pause: TargetPause | null, name?: string): Block[] {
  if (pause === null) return [];
  const { by, at, until } = pause;
  const end = until === null ? ['.'] : [', until ', time(until, 'full'), '.'];
  const who = name === undefined ? 'Paused' : `${name} is paused`;
  return [line([strong(who), ` by ${by.name} since `, time(at, 'full'), ...end], 'warning')];
}

/** A pause for programs; null when there is none. */
export function pauseData(pause: TargetPause | null | undefined) {
  return pause ? { by: pause.by.name, since: iso(pause.at), until: iso(pause.until) } : null;
}
