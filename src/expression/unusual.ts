import type { Instant } from '../model/time.ts';
import { DAY, MINUTE } from '../model/time.ts';
import type { AnomalyState } from '../score/anomaly/detector.ts';
import { LEAST_SAMPLES, newSeries, nextScore } from '../score/anomaly/detector.ts';
import type { SeriesPoints } from './history.ts';
import { indexAfter, newestAt } from './history.ts';

/** How far back `anomaly('x')` looks for the highest score: one that was told holds for as long. */
export const UNUSUAL_FOR = 15 * MINUTE;
/** How much of the past is judged after a start; the more, the better it is known what is usual. */
export const LEARNED_FROM = 2 * DAY;
/** Scores that are kept of a series. */
const MOST_PEAKS = 6;

/** What was judged of a series so far. */
interface Followed {
  readonly state: AnomalyState;
  /** The first and the last point that were taken. */
  readonly from: Instant;
  last: Instant;
  /** The scores that no later one reaches, in the order of time, so the highest first. */
  readonly peaks: { readonly at: Instant; readonly score: number }[];
}

/** Goes when the series does. */
const followed = new WeakMap<SeriesPoints, Followed>();

/**
 * The highest score of the points from `span` before `now`, exclusive, to `now`: 0 to 1; undefined without a point there or
 * before there were enough. Each point is judged once, whichever expressions ask.
 */
export function unusual(points: SeriesPoints, now: Instant, span: number): number | undefined {
  const newest = newestAt(points, now);
  if (newest === undefined || newest <= now - span) return undefined;
  const { state, peaks } = follow(points, now);
  if (state.samples < LEAST_SAMPLES) return undefined;
  return peaks.find(({ at }) => at > now - span)?.score ?? 0;
}

function follow(points: SeriesPoints, now: Instant): Followed {
  const one = followedFrom(points, now);
  const end = indexAfter(points, now);
  for (let index = indexAfter(points, one.last); index < end; index++) {
    const at = points.at[index] ?? now;
    keep(one, at, nextScore(one.state, at, points.values[index] ?? null) ?? 0);
    one.last = at;
  }
  return one;
}

/** Anew when older points came, as they do after a start, and when the clock was set back. */
function followedFrom(points: SeriesPoints, now: Instant): Followed {
  const known = followed.get(points);
  const from = points.at[points.start] ?? now;
  if (known && from >= known.from && now >= known.last) return known;
  const made = { state: newSeries(), from, last: Number.NEGATIVE_INFINITY, peaks: [] };
  followed.set(points, made);
  return made;
}

function keep({ peaks }: Followed, at: Instant, score: number): void {
  if (score === 0) return;
  while ((peaks.at(-1)?.score ?? 1) < score) peaks.pop();
  if (peaks.at(-1)?.score === score) peaks.pop();
  peaks.push({ at, score });
  if (peaks.length > MOST_PEAKS) peaks.shift();
}
