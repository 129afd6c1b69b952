import type { Instant } from './time.ts';

/** How old the newest data of a source are. */
export type Freshness = 'LIVE' | 'DELAYED' | 'STALE';

/** Milliseconds: younger than `live` is LIVE, from `stale` on STALE, between them DELAYED. */
export interface FreshnessLimits {
  readonly live: number;
  readonly stale: number;
}

/** How sources are told apart, and where their age is read. */
export interface SourceQuestion {
  readonly metric: string;
  /** Label whose values are the sources, such as `queue`. */
  readonly label: string;
  /** `age`: the metric is the age itself, in seconds; `point`: it is as old as its newest point. */
  readonly as: 'age' | 'point';
}

/** Sources of one kind, and what else is measured of each under the same label. */
export interface SourceFamily extends SourceQuestion, FreshnessLimits {
  /** Milliseconds that data take to arrive. */
  readonly latency?: string;
  /** Gaps within the last hour; counted from the points unless given. */
  readonly gaps?: string;
  /** Rows in all. */
  readonly rows?: string;
}

/** When the newest data of a source are from. */
export interface Source {
  readonly name: string;
  readonly at: Instant;
}

/** All that is known of a source; null where it is not measured. */
export interface SourceState extends Source {
  /** Milliseconds. */
  readonly age: number;
  readonly freshness: Freshness;
  readonly latency: number | null;
  /** Within the last hour. */
  readonly gaps: number | null;
  readonly rows: number | null;
}

/** Sources of one kind, as they are now. */
export interface SourceGroup {
  readonly family: SourceFamily;
  readonly sources: readonly SourceState[];
}

export function freshnessOf(age: number, { live, stale }: FreshnessLimits): Freshness {
  if (age < live) return 'LIVE';
  return age < stale ? 'DELAYED' : 'STALE';
}

/** Points from which on a usual distance can be told. */
const ENOUGH = 5;
/** Usual distances without a point that are a gap. */
const MISSED = 2.5;

/** Stretches without a point among `times`, oldest first; null where there are too few to say what is usual. */
export function gapsIn(times: readonly Instant[]): number | null {
  if (times.length < ENOUGH) return null;
  const distances = times.slice(1).map((at, place) => at - (times[place] ?? at));
  const usual = distances.toSorted((a, b) => a - b)[Math.floor(distances.length / 2)] ?? 0;
  return distances.filter((distance) => distance > MISSED * usual).length;
}

/** Whole tenths of minutes that have passed, such as `2.3m`: no limit is shown before it is reached. */
export function delayText(age: number): string {
  return `${(Math.floor(age / 6_000) / 10).toFixed(1)}m`;
}
