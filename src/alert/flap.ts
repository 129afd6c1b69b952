import type { AlertLife } from '../model/alert.ts';
import { MAX_CHANGES } from '../model/alert.ts';
import type { Instant } from '../model/time.ts';
import { MINUTE } from '../model/time.ts';

/** So many changes within the span mean that an alert keeps changing its mind. */
const CHANGES = 6;
const SPAN = 10 * MINUTE;
/** Without a change for so long it has made up its mind. */
const CALM = 5 * MINUTE;

/** Notes that an episode fired or cleared. It begins to flap only when it fires: "flapping" on a calm target confuses. */
export function changed(life: AlertLife, at: Instant, isFiring: boolean): AlertLife {
  const changes = [...life.changes, at].slice(-MAX_CHANGES);
  const often = changes.filter((one) => at - one <= SPAN).length >= CHANGES;
  const flappingSince = life.flappingSince ?? (isFiring && often ? at : null);
  return { ...life, changes, flappingSince };
}

/** Whether a flapping episode has settled at `now`. */
export function hasSettled({ flappingSince, changes }: AlertLife, now: Instant): boolean {
  const last = changes.at(-1) ?? now;
  return flappingSince !== null && now - last >= CALM;
}
