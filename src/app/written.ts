import type { Clock } from '../model/time.ts';
import { DAY, MINUTE } from '../model/time.ts';

/** How far apart the readings are that are kept. */
const EVERY = 5 * MINUTE;

/** Tells from a counter that only grows what was written within the last day. */
export function writtenMeter(clock: Pick<Clock, 'monotonic'>) {
  let readings: { at: number; bytes: number }[] = [];
  let newest: { at: number; bytes: number } | null = null;
  return {
    /** The counter now; null: nobody knows. One that fell began anew at 0. */
    note(bytes: number | null): void {
      if (bytes === null) return;
      const at = clock.monotonic();
      if (newest && bytes < newest.bytes) readings = [];
      newest = { at, bytes };
      const last = readings.at(-1);
      if (!last || at - last.at >= EVERY) readings.push(newest);
      // The oldest that is kept is as old as a day, so that a whole day can be told.
      while ((readings[1]?.at ?? at) <= at - DAY) readings.shift();
    },
    /** Bytes within `span` milliseconds, at most a day and five minutes; null before there are two readings. */
    lastDay(): { readonly bytes: number; readonly span: number } | null {
      const [first] = readings;
      if (!first || !newest || newest.at === first.at) return null;
      return { bytes: newest.bytes - first.bytes, span: newest.at - first.at };
    },
  };
}
