import type { Reading } from '../model/sample.ts';
import { labelText } from '../model/sample.ts';
import type { Clock, Instant } from '../model/time.ts';

/** A value that a target told by itself, and when it was measured. */
export interface ToldReading extends Reading {
  readonly at: Instant;
}

/** What is known of a target that tells by itself. */
export interface Told {
  /** Milliseconds since something last arrived. */
  readonly silence: number;
  /** The newest value of each series. */
  readonly newest: readonly ToldReading[];
}

export interface ToldBook {
  /** Something of a target arrived, whatever it says. */
  arrived(target: number, readings: readonly ToldReading[]): void;
  /** Values that were made of what arrived, which is no word of the target. */
  derived(target: number, readings: readonly ToldReading[]): void;
  /** What a target told so far; null when nothing ever arrived. */
  latest(target: number): Promise<Told | null>;
  /** Milliseconds since something last arrived, as far as is known yet. */
  silence(target: number): number | null;
  /** Forgets targets that are not among these. */
  keep(targets: readonly number[]): void;
}

interface Page {
  /** By the monotonic clock. */
  arrivedAt: number;
  readonly newest: Map<string, ToldReading>;
}

/**
 * Remembers what targets told last. `load` says what is stored of one from before the process started: how long nothing
 * had arrived, and the newest values; null when there is nothing. It is asked once.
 */
export function toldBook(deps: {
  readonly clock: Pick<Clock, 'monotonic'>;
  load(target: number): Promise<Told | null>;
}): ToldBook {
  const { clock } = deps;
  const pages = new Map<number, Page>();
  const loaded = new Set<number>();

  function enter({ newest }: Page, readings: readonly ToldReading[]): void {
    for (const one of readings) {
      const series = `${one.metric} ${labelText(one.labels)}`;
      const known = newest.get(series);
      if (!known || known.at <= one.at) newest.set(series, one);
    }
  }

  async function load(target: number): Promise<void> {
    const past = await deps.load(target);
    if (loaded.has(target)) return;
    loaded.add(target);
    if (past === null) return;
    const arrivedAt = clock.monotonic() - past.silence;
    const page = pages.get(target) ?? { arrivedAt, newest: new Map() };
    pages.set(target, page);
    enter(page, past.newest);
  }

  return {
    arrived(target, readings) {
      const page = pages.get(target) ?? { arrivedAt: 0, newest: new Map() };
      pages.set(target, page);
      page.arrivedAt = clock.monotonic();
      enter(page, readings);
    },
    derived(target, readings) {
      const page = pages.get(target);
      if (page) enter(page, readings);
    },
    async latest(target) {
      if (!loaded.has(target)) await load(target);
      const page = pages.get(target);
      if (!page) return null;
      return { silence: clock.monotonic() - page.arrivedAt, newest: [...page.newest.values()] };
    },
    silence(target) {
      const page = pages.get(target);
      return page ? clock.monotonic() - page.arrivedAt : null;
    },
    keep(targets) {
      for (const id of pages.keys()) if (!targets.includes(id)) pages.delete(id);
      for (const id of loaded) if (!targets.includes(id)) loaded.delete(id);
    },
  };
}
