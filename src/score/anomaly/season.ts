import { DAY, type Instant, MINUTE } from '../../model/time.ts';

const SLOT = 15 * MINUTE;
const SLOTS = DAY / SLOT;
/** How much the newest day counts. */
const NEWEST = 0.3;

/** What a series is at each quarter of an hour of the day (UTC), learned as it goes. */
export interface Season {
  readonly usual: Float32Array;
  /** The slot that is now, and what was in it. */
  open: number;
  sum: number;
  count: number;
}

export function season(): Season {
  return { usual: new Float32Array(SLOTS).fill(Number.NaN), open: -1, sum: 0, count: 0 };
}

/** How far `value` is from what this time of the day was on the days before; null while there were none. */
export function offset(slots: Season, at: Instant, value: number): number | null {
  const slot = Math.floor((((at % DAY) + DAY) % DAY) / SLOT);
  if (slot !== slots.open) {
    close(slots);
    Object.assign(slots, { open: slot, sum: 0, count: 0 });
  }
  slots.sum += value;
  slots.count += 1;
  const before = slots.usual[slot] ?? Number.NaN;
  return Number.isNaN(before) ? null : value - before;
}

function close({ usual, open, sum, count }: Season): void {
  if (count === 0) return;
  const before = usual[open] ?? Number.NaN;
  const now = sum / count;
  usual[open] = Number.isNaN(before) ? now : before + NEWEST * (now - before);
}
