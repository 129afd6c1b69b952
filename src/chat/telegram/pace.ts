import { MINUTE, SECOND } from '../../model/time.ts';

/** The adapter's periods and deadlines, in milliseconds. */
export interface Pace {
  /** How long Telegram holds a poll open when nothing happens. */
  readonly poll: number;
  /** First and longest pause after a failure; it doubles between. */
  readonly backOff: readonly [number, number];
  /** Pause while Telegram refuses the token. */
  readonly badToken: number;
  /** First pause after another program took the updates. */
  readonly conflict: number;
  /** Longest time one update may take. */
  readonly handling: number;
  /** How long updates in work may go on after a stop. */
  readonly grace: number;
}

export const PACE: Pace = {
  poll: 30 * SECOND,
  backOff: [SECOND, MINUTE],
  badToken: MINUTE,
  conflict: 5 * SECOND,
  handling: 30 * SECOND,
  grace: 2 * SECOND,
};
