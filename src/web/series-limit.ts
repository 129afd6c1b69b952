import type { Labels } from '../model/sample.ts';
import type { Clock, Instant } from '../model/time.ts';
import { MINUTE } from '../model/time.ts';

/** How long a count holds: series come from elsewhere too. */
const LOADED = 10 * MINUTE;

const NEVER = Number.NEGATIVE_INFINITY;
const DONE = Promise.resolve();

/** A series of a target, by `nameOf`. */
interface Row {
  readonly id: number;
  readonly series: string;
}

interface Known {
  loadedAt: number;
  loading: Promise<void>;
  /** Newest point that was pushed, by series. */
  readonly newest: Map<string, Instant>;
}

/** Counts the series of each target, so that labels without end cannot fill the store. */
export function seriesLimit(deps: {
  readonly clock: Pick<Clock, 'monotonic'>;
  /** Series that one target may have. */
  mostSeries(): number;
  series(target: number): Promise<readonly { metric: string; labels: Labels }[]>;
}) {
  const targets = new Map<number, Known>();

  async function load(id: number, { newest }: Known): Promise<void> {
    const stored = new Set((await deps.series(id)).map(nameOf));
    for (const name of newest.keys()) if (!stored.has(name)) newest.delete(name);
    for (const name of stored) if (!newest.has(name)) newest.set(name, NEVER);
  }

  function loaded(id: number): Promise<void> {
    const now = deps.clock.monotonic();
    const known = targets.get(id) ?? { loadedAt: NEVER, loading: DONE, newest: new Map() };
    targets.set(id, known);
    if (now - known.loadedAt >= LOADED) {
      known.loadedAt = now;
      known.loading = load(id, known);
      known.loading.catch(() => {
        known.loadedAt = NEVER;
      });
    }
    return known.loading;
  }

  return {
    /** Learns what the targets have already. */
    async load(ids: ReadonlySet<number>): Promise<void> {
      await Promise.all([...ids].map(loaded));
    },

    /** Why readings of a target would make one series too many, or null. */
    refusal(id: number, readings: readonly { metric: string; labels: Labels }[]): string | null {
      const newest = targets.get(id)?.newest;
      const fresh = newest ? readings.map(nameOf).filter((name) => !newest.has(name)) : [];
      if (!newest || fresh.length === 0) return null;
      const most = deps.mostSeries();
      if (newest.size + fresh.length > most) {
        return `this would be a new series, and the target has ${most} — use fewer labels, and none that holds ids`;
      }
      for (const name of fresh) newest.set(name, NEVER);
      return null;
    },

    /** Whether it is newer than all that came of its series before; then it is the newest. */
    advance(row: Row & { readonly at: Instant }): boolean {
      const newest = targets.get(row.id)?.newest;
      const name = row.series;
      if (!newest || row.at <= (newest.get(name) ?? NEVER)) return false;
      newest.set(name, row.at);
      return true;
    },
  };
}

/** A series as one text; equal for equal labels, whatever their order. */
export function nameOf({ metric, labels }: { metric: string; labels: Labels }): string {
  return JSON.stringify([metric, Object.entries(labels).sort()]);
}
