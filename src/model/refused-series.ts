/** New series that were refused because there were too many already. */
export interface RefusedSeries {
  readonly target: number;
  /** What the metrics' names have in common, such as `http.requests` or `user_*_seen`; empty for the rest. */
  readonly metric: string;
  readonly count: number;
}

export interface RefusedTally {
  add(refused: RefusedSeries): void;
  /** Since the tally was made, the most first. */
  all(): readonly RefusedSeries[];
}

/** Entries that are told apart; what comes beyond is counted together. */
const MOST = 100;
const LONGEST = 60;
/** Dotted parts that say what a metric is about. */
const PARTS = 2;

/** Counts refused series by target and by what their metrics' names have in common. */
export function refusedTally(): RefusedTally {
  const counts = new Map<string, RefusedSeries>();
  return {
    add({ target, metric, count }) {
      const own = { target, metric: commonPart(metric), count };
      const isRest = counts.size >= MOST && !counts.has(keyOf(own));
      const one = isRest ? { target: 0, metric: '', count } : own;
      const before = counts.get(keyOf(one))?.count ?? 0;
      counts.set(keyOf(one), { ...one, count: before + count });
    },
    all: () => [...counts.values()].sort((one, other) => other.count - one.count),
  };
}

function keyOf({ target, metric }: RefusedSeries): string {
  return `${target} ${metric}`;
}

/** Names without the digits and parts in which ids hide. */
function commonPart(metric: string): string {
  const parts = metric.replaceAll(/\d+/g, '*').split('.').slice(0, PARTS);
  return parts.join('.').slice(0, LONGEST);
}
