import type { Labels, Point, Reading } from '../../model/sample.ts';
import type { Instant } from '../../model/time.ts';
import { DAY, HOUR } from '../../model/time.ts';

/** Points that are read at once of one series. */
const AT_ONCE = 10_000;
/** Of more points in one piece the answer would be means. */
const MOST = 200_000;

export interface SeriesName {
  readonly metric: string;
  readonly labels: Labels;
}

/** Stored samples, as the store gives them. */
export interface Past {
  series(target: number): Promise<readonly SeriesName[]>;
  /** Points in [from, to), oldest first. */
  points(
    target: number,
    series: SeriesName,
    range: { readonly from: Instant; readonly to: Instant; readonly limit: number },
  ): Promise<readonly Point[]>;
  /** How many points of a metric these targets had on each day that [from, to) touches, whether or not they are still there. */
  counts(
    metric: string,
    asked: { readonly targets: readonly number[]; readonly from: Instant; readonly to: Instant },
  ): Promise<readonly { readonly day: Instant; readonly count: number }[]>;
}

/** What came at one moment. */
export interface Moment {
  readonly at: Instant;
  readonly readings: readonly Reading[];
}

/** How long the pieces are in which a target's past is read: short where it has a round every second. */
export function pieceOf(interval: number): number {
  return Math.min(DAY, Math.max(HOUR, interval * AT_ONCE));
}

/** Everything in [from, to), oldest first. */
export async function momentsIn(
  past: Pick<Past, 'points'>,
  target: number,
  asked: {
    readonly series: readonly SeriesName[];
    readonly from: Instant;
    readonly to: Instant;
  },
): Promise<readonly Moment[]> {
  const { series, from, to } = asked;
  const byTime = new Map<Instant, Reading[]>();
  for (const one of series) {
    for (const { at, value } of await past.points(target, one, { from, to, limit: MOST })) {
      const reading = { ...one, value };
      const others = byTime.get(at);
      if (others) others.push(reading);
      else byTime.set(at, [reading]);
    }
  }
  return [...byTime]
    .map(([at, readings]) => ({ at, readings }))
    .sort((one, other) => one.at - other.at);
}
