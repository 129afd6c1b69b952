import type { Update } from 'grammy/types';
import type { Instant } from '../../model/time.ts';
import { SECOND } from '../../model/time.ts';

/**
 * How long an update had waited at Telegram at most, in milliseconds. `gap` is the time since the last complete poll,
 * null when there was none: while polls follow each other nothing waits, so a clock that is wrong makes nothing late. A
 * press carries no time, so it counts as being as old as the gap.
 */
export function lateness(update: Update, gap: number | null, now: Instant): number {
  if (!update.message) return gap ?? 0;
  const age = Math.max(0, now - update.message.date * SECOND);
  return gap === null ? age : Math.min(age, gap);
}
