import { DAY, type Instant } from '../../model/time.ts';
import type { Retention } from './port.ts';
import type { Cutoffs } from './prune.ts';
import type { Tiers } from './tiers.ts';

const HOURS_KEPT = 366 * DAY;
/** Name under which the last pruning is kept: what is older must not come in again. */
const PRUNED = 'pruned';

interface Pruned {
  readonly before: Instant;
  /** Of metrics that were pruned by a retention of their own. */
  readonly own?: Readonly<Record<string, Instant>>;
}

/** What is kept how long, and since when nothing older is. */
export function retention(first: Retention, tiers: Tiers) {
  const stored = tiers.meta(PRUNED);
  let last = stored === null ? null : (JSON.parse(stored) as Pruned);
  let given = first;

  const cutoffs = (before: Instant, now: Instant): Cutoffs => {
    const { hours = HOURS_KEPT, metrics = {} } = given;
    const raw = (metric: string) => {
      const kept = Object.hasOwn(metrics, metric) ? metrics[metric]?.raw : undefined;
      return kept === undefined ? before : now - kept;
    };
    return {
      raw,
      hours: () => now - hours,
      latest: {
        raw: Math.max(before, ...Object.keys(metrics).map(raw)),
        hours: now - hours,
      },
    };
  };
  /** Nothing before this instant is kept of the metric. */
  const floor = (metric: string): Instant => {
    const { before, own = {} } = last ?? { before: Number.NEGATIVE_INFINITY };
    return Object.hasOwn(own, metric) ? (own[metric] ?? before) : before;
  };
  return {
    cutoffs,
    floor,
    /** Metrics with a retention of their own. */
    own: (): readonly string[] => Object.keys(given.metrics ?? {}),
    /** Takes over another retention; the next pruning goes by it. */
    change(next: Retention): void {
      given = next;
    },
    /** Part of the caller's transaction. No floor ever sinks: what is gone stays gone. */
    set(before: Instant, at: Instant): void {
      const { raw } = cutoffs(before, at);
      const names = new Set([...Object.keys(given.metrics ?? {}), ...Object.keys(last?.own ?? {})]);
      const own = [...names].map((name) => [name, Math.max(floor(name), raw(name))] as const);
      last = {
        before: Math.max(before, last?.before ?? before),
        own: Object.fromEntries(own.filter(([, kept]) => Number.isFinite(kept))),
      };
      tiers.putMeta(PRUNED, JSON.stringify(last));
    },
  };
}
