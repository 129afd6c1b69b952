import { MINUTE } from '../../model/time.ts';

/** Values of one series, and of all: a fleet is looked at in longer steps than one target. */
const MOST_VALUES = 3_000;
const MOST_WORK = 150_000;
/** Lengths of steps, in minutes. */
const STEPS = [5, 10, 15, 20, 30, 60, 120] as const;
const LONGEST = 240;

/** Milliseconds from one value that is looked at to the next, so that neither one series nor all of them have too many. */
export function stepFor(span: number, series: number): number {
  const least = Math.max(span / MOST_VALUES, (span * series) / MOST_WORK);
  return (STEPS.find((minutes) => minutes * MINUTE >= least) ?? LONGEST) * MINUTE;
}
