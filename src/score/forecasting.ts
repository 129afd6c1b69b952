import type { Point } from '../model/sample.ts';
import type { Instant } from '../model/time.ts';
import { DAY, HOUR, MINUTE } from '../model/time.ts';
import type { NotEnough } from './enough.ts';
import { notEnough } from './enough.ts';
import { binned } from './figures.ts';
import { fitted, type Method } from './forecast-methods.ts';
import { bestTried } from './forecast-tried.ts';
import { wallClock } from './wall-clock.ts';

/** What is expected at a moment: nine of ten past tries were between `low` and `high`. */
export interface Expected {
  readonly expected: number;
  readonly low: number;
  readonly high: number;
}

export interface Forecast {
  readonly kind: 'forecast';
  readonly method: Method;
  /** The newest point that it knows. */
  readonly last: Point;
  /** How far it looks: four times the history, and at most 90 days. */
  readonly until: Instant;
  /** Median of what it was off by when it was tried on the past, in the unit of the values. */
  readonly error: number;
  readonly tries: number;
  /** Milliseconds between two tries: a day, or where the history is short, a part of it. */
  readonly unit: number;
  /** Milliseconds that it was tried ahead. */
  readonly lead: number;
  at(moment: Instant): Expected;
}

export interface ForecastOptions {
  /** IANA zone, for the hours of the day. */
  readonly zone: string;
  /** What values cannot leave; null: open. */
  readonly bounds?: readonly [least: number | null, most: number | null];
}

const MOST_AHEAD = 90 * DAY;
const AHEAD = 4;
const LEAST_POINTS = 12;
const LEAST_SPAN = HOUR;
/** From here on it is tried from day to day, on hours. */
const DAILY = 6 * DAY;
const PARTS = 12;
const CELLS = 72;
/** Four weeks of hours, as far as the history is looked at. */
const MOST_CELLS = 672;
const MOST_SPAN = 28 * DAY;

/**
 * How a series goes on: of four methods the one that fared best on the last four weeks of the history itself, with what its
 * tries were off by.
 */
export function forecastOf(
  points: readonly Point[],
  { zone, bounds = [null, null] }: ForecastOptions,
): Forecast | NotEnough {
  const all = binned(points, Number.POSITIVE_INFINITY);
  const newest = all.at(-1)?.at ?? 0;
  const known = all.filter(({ at }) => at >= newest - MOST_SPAN);
  if (known.length < LEAST_POINTS) return notEnough(known.length, LEAST_POINTS, 'points');
  const span = newest - (known[0]?.at ?? newest);
  // What was measured each five minutes for an hour spans 55 minutes.
  if (span < LEAST_SPAN - 5 * MINUTE) return notEnough(span / LEAST_SPAN, 1, 'hours');
  const isDaily = span >= DAILY;
  const cells = binned(known, isDaily ? Math.min(MOST_CELLS, Math.ceil(span / HOUR)) : CELLS);
  const last = cells.at(-1);
  const clock = isDaily ? wallClock(zone) : null;
  const unit = isDaily ? DAY : span / PARTS;
  const tried = bestTried(cells, { unit, clock });
  const expecting = tried && fitted(cells, clock).get(tried.method);
  if (last === undefined || !tried || !expecting) {
    return notEnough(cells.length, LEAST_POINTS, 'points');
  }
  const [least, most] = bounds;
  const bound = (value: number) =>
    Math.min(most ?? Number.POSITIVE_INFINITY, Math.max(least ?? Number.NEGATIVE_INFINITY, value));
  const { width, ...how } = tried;
  return {
    ...{ kind: 'forecast', last, unit, ...how },
    until: last.at + Math.min(MOST_AHEAD, AHEAD * span),
    at(moment) {
      const expected = expecting(moment);
      const wide = width(Math.max(0, moment - last.at));
      return {
        expected: bound(expected),
        low: bound(expected - wide),
        high: bound(expected + wide),
      };
    },
  };
}
