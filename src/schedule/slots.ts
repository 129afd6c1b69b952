import { createTask } from 'node-cron';
import type { Instant } from '../model/time.ts';
import { MINUTE } from '../model/time.ts';

/** One planned run. */
export interface Slot {
  /** Wall time as if it were UTC: in an hour that a clock change repeats, each of its slots is one. */
  readonly wall: Instant;
  /** When it is really due. */
  readonly planned: Instant;
}

/**
 * Finds the newest slot of a five-field cron expression in `zone` at or before `now` and after `after`. A slot in an
 * hour that a clock change leaves out is due at the end of that gap.
 */
export function slotFinder(expression: string, zone: string) {
  const wallOf = wallClock(zone);
  // Never started: it only answers whether a time of UTC fits, whatever the zone does.
  const matcher = createTask(expression, () => {}, { timezone: 'UTC' });
  return {
    newest({ now, after }: { readonly now: Instant; readonly after: Instant }): Slot | null {
      for (let at = now - (now % MINUTE); at > after; at -= MINUTE) {
        const to = wallOf(at);
        const before = wallOf(at - MINUTE);
        const from = before < to ? before + MINUTE : to;
        for (let wall = to; wall >= from; wall -= MINUTE) {
          if (matcher.match(new Date(wall))) return { wall, planned: at };
        }
      }
      return null;
    },
    [Symbol.dispose]: () => void matcher.destroy(),
  };
}

/** Wall time of a moment in a zone, as if it were UTC. */
function wallClock(zone: string): (at: Instant) => Instant {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  return (at) => Date.parse(`${format.format(at).replace(' ', 'T')}Z`);
}
