import { refusedTally } from '../../model/refused-series.ts';
import type { Instant } from '../../model/time.ts';
import { Head } from './head.ts';
import type { SeriesRow, Tiers } from './tiers.ts';

/** One series, with what was measured since the last spill and what is kept of it. */
export interface Series {
  readonly id: number;
  readonly target: number;
  readonly metric: string;
  /** JSON with sorted keys. */
  readonly labels: string;
  readonly head: Head;
  /** Points that wait for their commit. */
  waiting: number;
  /** The last day that was sealed; null: none yet. */
  newest: number | null;
  /** Points in sealed days. */
  samples: number;
  chunkBytes: number;
  hourBytes: number;
  /** Before this instant nothing is kept, so nothing is taken in. */
  floor: Instant;
}

/** How many series there may be. */
export interface Limits {
  readonly perTarget: number;
  readonly all: number;
}

/** Every series of the file. */
export class Book {
  readonly #tiers: Tiers;
  #limits: Limits;
  /** New series for which there was no room. */
  readonly refused = refusedTally();
  readonly #floor: (metric: string) => Instant;
  readonly #byKey = new Map<string, Series>();
  readonly #byTarget = new Map<number, Set<Series>>();
  readonly #byMetric = new Map<string, Set<Series>>();
  readonly #byId = new Map<number, Series>();
  /** Made since the last commit. */
  readonly #unstored = new Set<Series>();
  #lastId = 0;

  constructor(options: { tiers: Tiers; limits: Limits; floor(metric: string): Instant }) {
    this.#tiers = options.tiers;
    this.#limits = options.limits;
    this.#floor = options.floor;
    this.reread();
  }

  get size(): number {
    return this.#byId.size;
  }

  all(): Iterable<Series> {
    return this.#byId.values();
  }

  get(id: number): Series | undefined {
    return this.#byId.get(id);
  }

  find(target: number, metric: string, labels: string): Series | undefined {
    return this.#byKey.get(keyOf(target, metric, labels));
  }

  ofTarget(target: number): readonly Series[] {
    return [...(this.#byTarget.get(target) ?? [])];
  }

  ofMetric(metric: string): readonly Series[] {
    return [...(this.#byMetric.get(metric) ?? [])];
  }

  /** Nothing of the metric is kept before this instant. */
  floor(metric: string): Instant {
    return this.#floor(metric);
  }

  /** The series, made when there is room for it; otherwise why not. */
  open(target: number, metric: string, labels: string): Series | string {
    const known = this.find(target, metric, labels);
    if (known) return known;
    const full = this.#full(target);
    if (full !== null) {
      this.refused.add({ target, metric, count: 1 });
      return full;
    }
    const made: Series = {
      ...{ id: this.#lastId + 1, target, metric, labels, head: new Head(), waiting: 0 },
      ...{ newest: null, samples: 0, chunkBytes: 0, hourBytes: 0, floor: this.#floor(metric) },
    };
    this.#add(made);
    this.#unstored.add(made);
    return made;
  }

  /** Writes the series that were made since; part of the caller's transaction. */
  store(): void {
    for (const one of this.#unstored) this.#tiers.addSeries(one);
  }

  /** The transaction stands. */
  stored(): void {
    this.#unstored.clear();
  }

  /** The transaction failed: what was made since is not there. */
  undo(): void {
    for (const one of this.#unstored) this.remove(one);
    this.#unstored.clear();
  }

  remove(one: Series): void {
    this.#byId.delete(one.id);
    this.#byKey.delete(keyOf(one.target, one.metric, one.labels));
    for (const [map, key] of [
      [this.#byTarget as Map<unknown, Set<Series>>, one.target],
      [this.#byMetric as Map<unknown, Set<Series>>, one.metric],
    ] as const) {
      const group = map.get(key);
      group?.delete(one);
      if (group?.size === 0) map.delete(key);
    }
  }

  /** Writes what is known of a series; part of the caller's transaction. */
  note(one: Series): void {
    this.#tiers.noteSeries({
      ...{ id: one.id, newest: one.newest, samples: one.samples },
      ...{ chunk_bytes: one.chunkBytes, hour_bytes: one.hourBytes },
    });
  }

  /** Reads anew what the file says of each series, after a transaction failed. */
  reread(): void {
    for (const row of this.#tiers.allSeries()) {
      const one = this.#byId.get(row.id);
      if (!one) {
        this.#add(this.#read(row));
        continue;
      }
      one.newest = row.newest;
      one.samples = row.samples;
      one.chunkBytes = row.chunk_bytes;
      one.hourBytes = row.hour_bytes;
    }
  }

  /** Series beyond the limits that are there already stay. */
  limit(limits: Limits): void {
    this.#limits = limits;
  }

  refloor(): void {
    for (const one of this.#byId.values()) one.floor = this.#floor(one.metric);
  }

  #read(row: SeriesRow): Series {
    return {
      ...{ id: row.id, target: row.target, metric: row.metric, labels: row.labels },
      ...{ newest: row.newest, samples: row.samples, head: new Head(), waiting: 0 },
      ...{ chunkBytes: row.chunk_bytes, hourBytes: row.hour_bytes },
      floor: this.#floor(row.metric),
    };
  }

  #full(target: number): string | null {
    const { perTarget, all } = this.#limits;
    if ((this.#byTarget.get(target)?.size ?? 0) >= perTarget) {
      return `the target has ${perTarget} series already, the most that are kept of one`;
    }
    return this.size >= all ? `there are ${all} series already, the most that are kept` : null;
  }

  #add(one: Series): void {
    this.#lastId = Math.max(this.#lastId, one.id);
    this.#byId.set(one.id, one);
    this.#byKey.set(keyOf(one.target, one.metric, one.labels), one);
    for (const [map, key] of [
      [this.#byTarget as Map<unknown, Set<Series>>, one.target],
      [this.#byMetric as Map<unknown, Set<Series>>, one.metric],
    ] as const) {
      const group = map.get(key) ?? new Set();
      map.set(key, group.add(one));
    }
  }
}

function keyOf(target: number, metric: string, labels: string): string {
  return `${target}\n${metric}\n${labels}`;
}
