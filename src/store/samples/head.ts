import type { Instant } from '../../model/time.ts';
import type { Run } from './run.ts';

/** Most series of a large file are silent: they need no room. */
const NOTHING = new Float64Array(0);

/** What was measured since the last spill: points of one series in memory, in order of time. */
export class Head implements Run {
  at = NOTHING;
  values = NOTHING;
  length = 0;

  /** False when there is a point of that time already; it stays. */
  add(at: Instant, value: number): boolean {
    const { length } = this;
    if (length > 0 && at <= (this.at[length - 1] ?? 0)) return this.#insert(at, value);
    if (length === this.at.length) this.#grow();
    this.at[length] = at;
    this.values[length] = value;
    this.length++;
    return true;
  }

  /** Gives up all points; gives how many there were. */
  clear(): number {
    const { length } = this;
    this.at = NOTHING;
    this.values = NOTHING;
    this.length = 0;
    return length;
  }

  /** Forgets the points before `instant`; gives how many there were. */
  dropBefore(instant: Instant): number {
    let gone = 0;
    while (gone < this.length && (this.at[gone] ?? 0) < instant) gone++;
    this.at.copyWithin(0, gone, this.length);
    this.values.copyWithin(0, gone, this.length);
    this.length -= gone;
    return gone;
  }

  #insert(at: Instant, value: number): boolean {
    let [low, high] = [0, this.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.at[middle] ?? 0) < at) low = middle + 1;
      else high = middle;
    }
    if (this.at[low] === at) return false;
    if (this.length === this.at.length) this.#grow();
    this.at.copyWithin(low + 1, low, this.length);
    this.values.copyWithin(low + 1, low, this.length);
    this.at[low] = at;
    this.values[low] = value;
    this.length++;
    return true;
  }

  #grow(): void {
    const size = Math.ceil(1.5 * this.length) + 8;
    const [at, values] = [new Float64Array(size), new Float64Array(size)];
    at.set(this.at);
    values.set(this.values);
    this.at = at;
    this.values = values;
  }
}
