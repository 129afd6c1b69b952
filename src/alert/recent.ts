import type { History, SeriesPoints } from '../expression/history.ts';
import { indexAfter, newestAt } from '../expression/history.ts';
import type { Labels, Point, Reading } from '../model/sample.ts';
import { labelText } from '../model/sample.ts';
import type { Instant } from '../model/time.ts';

/** Points kept of one series. What reaches further back than they do is unknown. */
export const MAX_POINTS = 50_000;

/** How long a metric's points are needed; both in milliseconds. */
export interface Wanted {
  /** Every point this far back; 0: only the newest. */
  readonly span: number;
  /** The newest point of a series this far back; then the series is forgotten. */
  readonly silence: number;
}

/** What one target measured lately, in memory: two numbers a point. */
export interface RecentPoints {
  /** Adds a round's readings and forgets what is too old; readings of metrics that nobody wants are passed over. */
  append(at: Instant, readings: readonly Reading[]): void;
  /** Adds stored points of one series in any order, as after a restart. Where a point is already there, that one stays. */
  preload(metric: string, labels: Labels, points: readonly Point[]): void;
  /** The past as seen at `now`; it follows later appends. */
  history(now: Instant): History;
}

/**
 * Recent points of one target. `wanted` says which metrics and how long, see `wantedOf`; `since` is since when the target
 * is watched. The clock may be set back: points after the present stay in their order and are not looked at.
 */
export function recentPoints(wanted: ReadonlyMap<string, Wanted>, since: Instant): RecentPoints {
  const metrics = new Map<string, Map<string, Series>>();

  const seriesOf = (metric: string, labels: Labels): Series => {
    const all = metrics.get(metric) ?? new Map<string, Series>();
    metrics.set(metric, all);
    const key = labelText(labels);
    const series = all.get(key) ?? new Series(labels);
    all.set(key, series);
    return series;
  };

  const forget = (now: Instant) => {
    for (const [metric, all] of metrics) {
      trimAll(all, now, wanted.get(metric) ?? NEVER);
      if (all.size === 0) metrics.delete(metric);
    }
  };

  return {
    append(at, readings) {
      for (const { metric, labels, value } of readings) {
        if (wanted.has(metric)) seriesOf(metric, labels).add(at, value);
      }
      forget(at);
    },
    preload(metric, labels, points) {
      if (wanted.has(metric) && points.length > 0) seriesOf(metric, labels).merge(points);
    },
    history: (now) => ({ now, since, series: (metric) => metrics.get(metric) }),
  };
}

const NEVER: Wanted = { span: 0, silence: 0 };

function trimAll(all: Map<string, Series>, now: Instant, wanted: Wanted): void {
  for (const [key, series] of all) {
    if (!series.trim(now, wanted)) all.delete(key);
  }
}

/** Two parallel arrays; what was dropped in front is cut off only now and then, since cutting moves all the rest. */
class Series implements SeriesPoints {
  readonly labels: Labels;
  at: Instant[] = [];
  values: number[] = [];
  start = 0;
  completeAfter: Instant = Number.NEGATIVE_INFINITY;

  constructor(labels: Labels) {
    this.labels = labels;
  }

  /** Mostly at the end; elsewhere only while the clock, once set back, catches up. */
  add(at: Instant, value: number): void {
    if (!Number.isFinite(value)) return;
    const index = indexAfter(this, at);
    if (index > this.start && this.at[index - 1] === at) {
      this.values[index - 1] = value;
    } else if (index === this.at.length) {
      this.at.push(at);
      this.values.push(value);
    } else {
      this.at.splice(index, 0, at);
      this.values.splice(index, 0, value);
    }
    this.#drop(this.at.length - this.start - MAX_POINTS);
  }

  merge(points: readonly Point[]): void {
    const [first] = points;
    const newest = this.at.at(-1) ?? this.completeAfter;
    if (points.length === 1 && first !== undefined && first.at > newest) {
      this.add(first.at, first.value);
      return;
    }
    const known = new Set(this.at);
    const merged = this.at
      .slice(this.start)
      .map((at, index) => ({ at, value: this.values[this.start + index] ?? 0 }));
    for (const { at, value } of points) {
      if (known.has(at) || at <= this.completeAfter || !Number.isFinite(value)) continue;
      known.add(at);
      merged.push({ at, value });
    }
    merged.sort((one, other) => one.at - other.at);
    this.at = merged.map(({ at }) => at);
    this.values = merged.map(({ value }) => value);
    this.start = 0;
    this.#drop(this.at.length - MAX_POINTS);
  }

  /** Drops what is older than is wanted, but for the newest; false when nothing is left that counts. */
  trim(now: Instant, wanted: Wanted): boolean {
    const { span } = wanted;
    const silence = Math.max(span, wanted.silence);
    this.#cutFuture(now + silence);
    const newest = newestAt(this, now);
    if (newest === undefined) return this.at.length > this.start;
    const last = indexAfter(this, newest) - 1;
    this.#drop(Math.min(indexAfter(this, now - span), last) - this.start);
    return newest > now - silence || last + 1 < this.at.length;
  }

  /** A clock that was far ahead leaves points that would never grow old. */
  #cutFuture(last: Instant): void {
    const end = indexAfter(this, last);
    if (end === this.at.length) return;
    this.at.length = end;
    this.values.length = end;
  }

  /** Leaves out the oldest points. */
  #drop(count: number): void {
    if (count <= 0) return;
    this.start += count;
    this.completeAfter = this.at[this.start - 1] ?? this.completeAfter;
    if (2 * this.start < this.at.length) return;
    this.at.splice(0, this.start);
    this.values.splice(0, this.start);
    this.start = 0;
  }
}
