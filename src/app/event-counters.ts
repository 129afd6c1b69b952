import type { Growth } from '../event/counting.ts';
import { type Count, counted } from '../event/counting.ts';
import type { Labels } from '../model/sample.ts';
import type { Clock, Instant } from '../model/time.ts';
import { DAY, HOUR, SECOND } from '../model/time.ts';
import type { Samples } from '../store/ports.ts';
import type { SampleRow } from '../store/samples/port.ts';
import { labelsText } from '../store/samples/registry.ts';
import { newestPoints } from './newest-points.ts';

/** How far back the newest value of a counter is looked for: as far as anything is kept. */
const LOOK_BACK = 366 * DAY;
/** A counter whose newest point is younger needs no new one. */
const FRESH = 30 * SECOND;
/** How long a counter that does not grow is said again: as far as a window of a rule reaches. */
const REPEATED = 7 * DAY;

export interface CounterDeps {
  readonly samples: Pick<Samples, 'query'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Growth of one series. */
export interface SeriesGrowth {
  readonly target: number;
  readonly metric: string;
  readonly labels: Labels;
  readonly growths: readonly Growth[];
}

export interface Counters {
  /** Rows that say how far the series has come; it goes on from the newest stored value. */
  grow(series: SeriesGrowth): Promise<readonly SampleRow[]>;
  /** Rows that say again where the counters of a target stand, so that windows over them are never empty. */
  repeat(target: number, metrics: ReadonlySet<string>): Promise<readonly SampleRow[]>;
  /** The store did not take the series: it is not kept in mind. */
  forget(row: Pick<SampleRow, 'target' | 'metric' | 'labels'>): void;
}

interface Known {
  readonly labels: Labels;
  count: Count;
  /** When it grew last, or was read. */
  grownAt: Instant;
}

/** Counters of events, by target, metric and labels. */
export function eventCounters({ samples, clock }: CounterDeps): Counters {
  const targets = new Map<number, Map<string, Map<string, Known>>>();

  async function of(target: number, metric: string): Promise<Map<string, Known>> {
    const own = targets.get(target) ?? new Map<string, Map<string, Known>>();
    targets.set(target, own);
    const known = own.get(metric) ?? (await stored(target, metric));
    own.set(metric, known);
    return known;
  }

  async function stored(target: number, metric: string): Promise<Map<string, Known>> {
    // A sender's clock may be ahead.
    const at = clock.now() + HOUR;
    const found = new Map<string, Known>();
    const asked = { target, metric, window: LOOK_BACK, at };
    for (const { labels, ...count } of await newestPoints(samples, asked)) {
      found.set(labelsText(labels), { labels, count, grownAt: clock.now() });
    }
    return found;
  }

  return {
    async grow({ target, metric, labels, growths }) {
      const all = await of(target, metric);
      const known = all.get(labelsText(labels));
      // A sender whose clock is ahead must not hold up what all others add.
      const past = growths.map(({ at, value }) => ({ at: Math.min(at, clock.now()), value }));
      const { points, count } = counted(known?.count ?? { value: 0, at: null }, past);
      all.set(labelsText(labels), { labels, count, grownAt: clock.now() });
      return points.map((point) => ({ target, metric, labels, ...point }));
    },
    async repeat(target, metrics) {
      const now = clock.now();
      const rows: SampleRow[] = [];
      for (const metric of metrics) {
        for (const known of (await of(target, metric)).values()) {
          const { labels, count, grownAt } = known;
          if (now - (count.at ?? now) < FRESH || now - grownAt > REPEATED) continue;
          known.count = { ...count, at: now };
          rows.push({ target, metric, labels, at: now, value: count.value });
        }
      }
      return rows;
    },
    forget({ target, metric, labels }) {
      targets.get(target)?.get(metric)?.delete(labelsText(labels));
    },
  };
}
