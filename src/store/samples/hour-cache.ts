import { rowOf } from './days.ts';
import type { HourTable } from './hours.ts';

/** About a kilobyte each: a month of hundreds of series. */
const MOST = 8_000;

/** Hours that were read lately: charts and summaries ask for the same days again and again. */
export class HourCache {
  readonly #tables = new Map<number, HourTable>();

  get(day: number, series: number): HourTable | undefined {
    return this.#tables.get(rowOf(day, series));
  }

  set(day: number, series: number, table: HourTable): void {
    this.#tables.set(rowOf(day, series), table);
    if (this.#tables.size <= MOST) return;
    const [oldest] = this.#tables.keys();
    if (oldest !== undefined) this.#tables.delete(oldest);
  }

  /** The day was sealed anew, or is gone. */
  forget(row: number): void {
    this.#tables.delete(row);
  }
}
