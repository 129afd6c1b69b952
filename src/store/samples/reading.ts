import { DAY, type Instant } from '../../model/time.ts';
import type { Series } from './book.ts';
import { dayOf, startOf } from './days.ts';
import { HourTable, readSketches } from './hours.ts';
import { EMPTY_RUN, merged, type Run, within } from './run.ts';
import { readRun } from './seal.ts';
import type { Shelf } from './shelf.ts';
import type { Sketch } from './sketch.ts';

/** A day that does not come. */
const NEVER = 1e9;

/** Reads one series out of all tiers; days are kept until something changes, since windows overlap. */
export class SeriesReader {
  readonly #shelf: Shelf;
  readonly #one: Series;
  readonly #days = new Map<number, Run>();
  readonly #hours = new Map<number, HourTable | null>();
  readonly #sketches = new Map<number, readonly Sketch[]>();
  /** Days whose chunk cannot be read. */
  readonly #damaged = new Set<number>();
  #open: ReadonlySet<number> | null = null;
  #bounds: readonly [number, number] | null = null;
  #version: number;

  constructor(shelf: Shelf, one: Series) {
    this.#shelf = shelf;
    this.#one = one;
    this.#version = shelf.version;
  }

  /** Points in (from, to]. */
  points(from: Instant, to: Instant): Run {
    this.#renew();
    const least = Math.max(from, this.#one.floor - 1);
    this.#bounds ??= [this.#oldestDay(), this.#newestDay()];
    const [oldest, newest] = this.#bounds;
    const runs: Run[] = [];
    for (let day = Math.max(dayOf(least + 1), oldest); day <= Math.min(dayOf(to), newest); day++) {
      runs.push(within(this.#day(day), least, to));
    }
    return merged(runs);
  }

  /**
   * Roll-ups of a day that is sealed and has had nothing since, or nothing that can be sealed with what it had; null for any
   * other day.
   */
  hours(day: number): HourTable | null {
    this.#renew();
    const known = this.#hours.get(day);
    if (known !== undefined) return known;
    const isUsed = !this.#isOpen(day) || this.#isDamaged(day);
    const table = isUsed ? this.#readHours(day) : null;
    this.#hours.set(day, table);
    return table;
  }

  /** Sketches of a day's hours that hold something, in their order. */
  sketches(day: number, count: number): readonly Sketch[] {
    this.#renew();
    const known = this.#sketches.get(day);
    if (known) return known;
    const { tiers, damaged } = this.#shelf;
    const bytes = tiers.sketches(day, this.#one.id);
    let found: readonly Sketch[] = [];
    try {
      if (bytes) found = readSketches(bytes, count);
    } catch (error) {
      damaged(this.#one, day, error);
    }
    this.#sketches.set(day, found);
    return found;
  }

  /** Whether every point after `from` that there was is still there. */
  hasAllAfter(from: Instant): boolean {
    return from + 1 >= this.#one.floor;
  }

  /** Others had their turn since the last question. */
  #renew(): void {
    if (this.#version === this.#shelf.version) return;
    this.#version = this.#shelf.version;
    for (const kept of [this.#days, this.#hours, this.#sketches, this.#damaged]) kept.clear();
    this.#open = null;
    this.#bounds = null;
  }

  #readHours(day: number): HourTable | null {
    const { cache } = this.#shelf;
    const cached = cache.get(day, this.#one.id);
    if (cached) return cached;
    const stats = this.#shelf.tiers.stats(day, this.#one.id);
    if (!stats) return null;
    try {
      const table = new HourTable(stats, day);
      cache.set(day, this.#one.id, table);
      return table;
    } catch (error) {
      this.#shelf.damaged(this.#one, day, error);
      return null;
    }
  }

  #day(day: number): Run {
    const known = this.#days.get(day);
    if (known) return known;
    const { tiers, old } = this.#shelf;
    const { id, head } = this.#one;
    const bytes = tiers.chunk(day, id);
    const read = (piece: Buffer) => readRun(this.#shelf, { one: this.#one, day, bytes: piece });
    const parts = this.#partDays().has(day) ? tiers.parts(id, day) : [];
    const sealed = bytes ? read(bytes) : EMPTY_RUN;
    if (sealed === null) this.#damaged.add(day);
    const runs = [sealed, ...parts.map(({ chunk }) => read(chunk))];
    const [from, to] = [startOf(day), startOf(day) + DAY];
    const run = merged([
      ...runs.filter((one) => one !== null),
      ...(old?.holds(id) ? [old.points(id, from, to)] : []),
      within(head.run(), from, to),
    ]);
    this.#days.set(day, run);
    return run;
  }

  #isOpen(day: number): boolean {
    const { head, id } = this.#one;
    const start = startOf(day);
    return (
      this.#partDays().has(day) ||
      this.#shelf.old?.holds(id) === true ||
      within(head.run(), start, start + DAY).length > 0
    );
  }

  #isDamaged(day: number): boolean {
    this.#day(day);
    return this.#damaged.has(day);
  }

  #partDays(): ReadonlySet<number> {
    const all = [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER] as const;
    this.#open ??= new Set(this.#shelf.tiers.partDays(this.#one.id, ...all));
    return this.#open;
  }

  #oldestDay(): number {
    const { head, id } = this.#one;
    const { tiers, old } = this.#shelf;
    const days = [...this.#partDays(), tiers.oldestDay('chunks') ?? NEVER];
    if (!head.isEmpty) days.push(dayOf(head.run().at[0] ?? 0));
    if (old?.holds(id)) days.push(dayOf(old.oldest(id)));
    return days.reduce((least, day) => Math.min(least, day));
  }

  #newestDay(): number {
    const { head, newest, id } = this.#one;
    const { old } = this.#shelf;
    const days = [...this.#partDays(), newest ?? -NEVER];
    const { at, length } = head.run();
    if (length > 0) days.push(dayOf(at[length - 1] ?? 0));
    if (old?.holds(id)) days.push(dayOf(old.newest(id)));
    return days.reduce((most, day) => Math.max(most, day));
  }
}
