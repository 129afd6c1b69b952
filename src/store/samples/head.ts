import type { Instant } from '../../model/time.ts';
import { EMPTY_RUN, type Run, sorted, within } from './run.ts';

/** What was measured since the last spill: points of one series in memory. Put in order when they are read. */
export class Head {
  // Most series of a large file are silent: they need no room.
  #at = EMPTY_RUN.at;
  #values = EMPTY_RUN.values;
  #length = 0;
  #isSorted = true;
  /** Points that came, those of one time each counted. */
  #came = 0;

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  /** Of points of one time the first stays. */
  add(at: Instant, value: number): void {
    if (this.#length === this.#at.length) this.#grow();
    if (this.#length > 0 && at <= (this.#at[this.#length - 1] ?? 0)) this.#isSorted = false;
    this.#at[this.#length] = at;
    this.#values[this.#length] = value;
    this.#length++;
    this.#came++;
  }

  /** The points as they are now: what comes later may change them. */
  run(): Run {
    if (!this.#isSorted) this.#hold(sorted(this.#own()));
    return this.#own();
  }

  /** Gives up all points; gives how many had come. */
  clear(): number {
    this.#hold(EMPTY_RUN);
    return this.#recount();
  }

  /** Forgets the points before `instant`; gives by how many fewer there are than had come. */
  dropBefore(instant: Instant): number {
    this.#hold(within(this.run(), instant - 1, Number.POSITIVE_INFINITY));
    return this.#recount();
  }

  #own(): Run {
    return { at: this.#at, values: this.#values, length: this.#length };
  }

  #hold({ at, values, length }: Run): void {
    this.#at = at;
    this.#values = values;
    this.#length = length;
    this.#isSorted = true;
  }

  #recount(): number {
    const gone = this.#came - this.#length;
    this.#came = this.#length;
    return gone;
  }

  #grow(): void {
    const size = Math.ceil(1.5 * this.#length) + 8;
    const [at, values] = [new Float64Array(size), new Float64Array(size)];
    at.set(this.#at);
    values.set(this.#values);
    this.#at = at;
    this.#values = values;
  }
}
