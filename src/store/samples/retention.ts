import { DAY, type Instant } from '../../model/time.ts';
import type { Cutoffs } from './prune.ts';
import type { Tiers } from './tiers.ts';

/** How long what is kept, in milliseconds. */
export interface Retention {
  /** Hourly roll-ups. Not given: a year. */
  readonly hours?: number;
  /** Metrics with a retention of their own; what is not given is as for all others. */
  readonly metrics?: Readonly<Record<string, { readonly raw?: number; readonly hours?: number }>>;
}

const HOURS_KEPT = 366 * DAY;
/** Name under which the last pruning is kept: what is older must not come in again. */
const PRUNED = 'pruned';

interface Pruned {
  readonly before: Instant;
  readonly at: Instant;
}

/** What is kept how long, and since when nothing older is. */
export function retention({ hours = HOURS_KEPT, metrics = {} }: Retention, tiers: Tiers) {
  const stored = tiers.meta(PRUNED);
  let last = stored === null ? null : (JSON.parse(stored) as Pruned);

  const cutoffs = (before: Instant, now: Instant): Cutoffs => {
    const own = (metric: string) => (Object.hasOwn(metrics, metric) ? metrics[metric] : undefined);
    const raw = (metric: string) => {
      const kept = own(metric)?.raw;
      return kept === undefined ? before : now - kept;
    };
    const ofHours = (metric: string) => now - (own(metric)?.hours ?? hours);
    const names = Object.keys(metrics);
    return {
      raw,
      hours: ofHours,
      latest: {
        raw: Math.max(before, ...names.map(raw)),
        hours: Math.max(now - hours, ...names.map(ofHours)),
      },
    };
  };
  return {
    cutoffs,
    /** Nothing before this instant is kept of the metric. */
    floor: (metric: string): Instant =>
      last ? cutoffs(last.before, last.at).raw(metric) : Number.NEGATIVE_INFINITY,
    /** Part of the caller's transaction. The floor never sinks: what is gone stays gone. */
    set(before: Instant, at: Instant): void {
      last = { before: Math.max(before, last?.before ?? before), at: Math.max(at, last?.at ?? at) };
      tiers.putMeta(PRUNED, JSON.stringify(last));
    },
  };
}
