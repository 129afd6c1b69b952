import type { Point } from '../model/sample.ts';
import type { Instant } from '../model/time.ts';
import { DAY, HOUR } from '../model/time.ts';
import { binned, medianOf } from './figures.ts';
import { lineThrough } from './slope.ts';
import { hourOfWeek, type WallClock } from './wall-clock.ts';

/** Ways to go on from a history, the plainest first. */
export const METHODS = ['straight line', 'recent line', 'drift', 'seasonal'] as const;
export type Method = (typeof METHODS)[number];

/** What a method expects at a moment. */
export type Expecting = (at: Instant) => number;

/** Points that a line is laid through; more are averaged, since every pair is looked at. */
const LINE_POINTS = 60;
/** The part of the history, at its end, that the recent line is laid through. */
const RECENT = 4;
const LEAST_RECENT = 6;
const LEAST_SEASON = 3 * DAY;
/** From here on the hours of the week have seasons, before it those of the day. */
const WEEKLY_SEASON = 21 * DAY;

/**
 * How each method goes on from points, oldest first; one that the points are too few for is absent. `clock` null: without
 * seasons.
 */
export function fitted(points: readonly Point[], clock: WallClock | null): Map<Method, Expecting> {
  const found = new Map<Method, Expecting>();
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || last.at <= first.at) return found;
  const span = last.at - first.at;
  const line = lineThrough(binned(points, LINE_POINTS)).at;
  found.set('straight line', line);
  const recent = points.filter(({ at }) => at >= last.at - span / RECENT);
  if (recent.length >= LEAST_RECENT) {
    found.set('recent line', lineThrough(binned(recent, LINE_POINTS)).at);
  }
  const step = (last.value - first.value) / span;
  found.set('drift', (at) => last.value + step * (at - last.at));
  if (clock !== null && span >= LEAST_SEASON) {
    found.set('seasonal', seasonal(points, { line, span, clock }));
  }
  return found;
}

interface Season {
  readonly line: Expecting;
  readonly span: number;
  readonly clock: WallClock;
}

/** The line, and beside it the median of what each hour lay beside it. */
function seasonal(points: readonly Point[], { line, span, clock }: Season): Expecting {
  const isWeekly = span >= WEEKLY_SEASON;
  const groupOf = (at: Instant) => {
    const hour = Math.floor(clock.shows(at) / HOUR);
    return isWeekly ? hourOfWeek(hour) : hour % 24;
  };
  const beside: number[][] = Array.from({ length: isWeekly ? 168 : 24 }, () => []);
  for (const { at, value } of points) beside[groupOf(at)]?.push(value - line(at));
  const medians = beside.map((values) => (values.length === 0 ? 0 : medianOf(values)));
  return (at) => line(at) + (medians[groupOf(at)] ?? 0);
}
