import type { CheckChange, Objective } from '../model/check.ts';
import type { Instant } from '../model/time.ts';
import { HOUR, MINUTE } from '../model/time.ts';
import { uptime } from './uptime.ts';

/** The failures that an objective allows over its window, and what is left of them; in milliseconds. */
export interface Allowance {
  readonly allowed: number;
  /** Below zero when more was used up. */
  readonly left: number;
}

/** How many times as fast as it lasts an allowance is used up: 1 uses up all of it over the window. */
export interface BurnRates {
  readonly hour: number;
  readonly sixHours: number;
}

/** Time in which nobody looked uses up nothing. */
export function allowanceOf(
  changes: readonly CheckChange[],
  wanted: Objective,
  now: Instant,
): Allowance {
  const allowed = wanted.window * shareOf(wanted);
  const { down } = uptime(changes, { from: now - wanted.window, to: now });
  return { allowed, left: allowed - down };
}

/**
 * Each over a long window and a twelfth of it, the lower one: the long one says that it matters, the short one that it still
 * goes on, so that an alert ends soon after what made it. Pairs of windows, and 14.4 and 6 as limits (2 % of what 30
 * days allow within an hour, 5 % within six):
 * https://sre.google/workbook/alerting-on-slos/#6-multiwindow-multi-burn-rate-alerts
 */
export function burnRates(
  changes: readonly CheckChange[],
  wanted: Objective,
  now: Instant,
): BurnRates {
  const over = (span: number) =>
    uptime(changes, { from: now - span, to: now }).down / span / shareOf(wanted);
  return {
    hour: Math.min(over(HOUR), over(5 * MINUTE)),
    sixHours: Math.min(over(6 * HOUR), over(30 * MINUTE)),
  };
}

/** The share of the time that may be down. */
function shareOf({ target }: Objective): number {
  return (100 - target) / 100;
}
