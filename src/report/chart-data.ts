import type { ChartPoint } from '../model/chart.ts';
import type { DescribedMetric } from '../model/metric.ts';
import type { Labels, Point } from '../model/sample.ts';
import type { SeriesAnswer, SeriesFunction, SeriesQuestion } from '../model/series-question.ts';
import type { Target } from '../model/target.ts';
import type { Instant } from '../model/time.ts';
import { HOUR, MINUTE, SECOND } from '../model/time.ts';
import type { Range } from './series.ts';

/** Points of a line: more do not show at phone width. */
const MOST_POINTS = 240;
/** A gap is a distance of more than so many usual ones. */
const HOLDS = 2.5;

/** Distances of points, so that they lie on full minutes and hours. */
const STEPS = [
  ...[5, 10, 15, 30].map((one) => one * SECOND),
  ...[1, 2, 3, 5, 6, 10, 15, 20, 30].map((one) => one * MINUTE),
  ...[1, 2, 3, 4, 6, 8, 12, 24, 48, 96, 168].map((one) => one * HOUR),
];

/** What is read of stored series. */
export interface SampleQuestions {
  readonly samples: { query(question: SeriesQuestion): Promise<SeriesAnswer> };
}

/** One metric of one target, by every series that has the labels. */
export interface ReadLine {
  readonly target: Target;
  readonly metric: DescribedMetric;
  readonly labels: Labels;
}

/** What a series did in a window; counters as how much they grew in a minute. */
export interface LineRead {
  readonly target: Target;
  readonly metric: DescribedMetric;
  readonly labels: Labels;
  /** Milliseconds that each point is the average of: those before it. */
  readonly step: number;
  /** Averages, oldest first, without gaps. */
  readonly points: readonly Point[];
  /** Greatest values beside the averages; the same distances. */
  readonly highest: readonly Point[];
  readonly figures: {
    readonly min: number;
    readonly average: number;
    readonly max: number;
    readonly last: number;
  };
}

/** Milliseconds between two points of a line over a window. */
function stepFor(span: number, interval: number): number {
  const least = Math.max(span / MOST_POINTS, interval);
  return STEPS.find((one) => one >= least) ?? Math.ceil(least / HOUR) * HOUR;
}

/** Every series of a metric of a target that has points in the window, from the cheapest of what is stored. */
export async function readLine(
  { samples }: SampleQuestions,
  { target, metric, labels }: ReadLine,
  { from, to }: Range,
): Promise<readonly LineRead[]> {
  const step = stepFor(to - from, target.interval);
  const end = Math.ceil(to / step) * step;
  const start = end - Math.floor((to - from) / step) * step;
  const isCounter = metric.type === 'counter';
  const over = (fn: SeriesFunction) =>
    samples.query({
      ...{ metric: metric.name, target: target.id, labels, fn },
      ...{ window: isCounter ? 2 * step : step, when: { from: start, to: end, step } },
    });
  const whole = (fn: SeriesFunction) =>
    samples.query({
      ...{ metric: metric.name, target: target.id, labels, fn },
      ...{ window: to - from, when: { at: to } },
    });
  const [line, highest, min, average, max, last] = await Promise.all([
    over(isCounter ? 'rate' : 'avg'),
    isCounter ? null : over('max'),
    ...(['min', 'avg', 'max', 'last'] as const).map((fn) => (isCounter ? null : whole(fn))),
  ]);
  return line.series.flatMap((one) => {
    const points = pointsOf(one.points, { to, factor: isCounter ? 60 : 1 });
    const own = figuresOf(points);
    if (own === null) return [];
    const of = (answer: SeriesAnswer | null | undefined) => seriesIn(answer, one.labels);
    const figure = (answer: SeriesAnswer | null | undefined) => of(answer)?.points.at(-1)?.value;
    return {
      ...{ target, metric, labels: one.labels, step, points },
      highest: pointsOf(of(highest)?.points ?? [], { to, factor: 1 }),
      figures: {
        min: figure(min) ?? own.min,
        average: figure(average) ?? own.average,
        max: figure(max) ?? own.max,
        last: figure(last) ?? own.last,
      },
    };
  });
}

function seriesIn(answer: SeriesAnswer | null | undefined, labels: Labels) {
  const key = keyOf(labels);
  return answer?.series.find((one) => keyOf(one.labels) === key);
}

function keyOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The last step may end after the window. */
function pointsOf(
  points: readonly Point[],
  { to, factor }: { readonly to: Instant; readonly factor: number },
): readonly Point[] {
  return points.map(({ at, value }) => ({ at: Math.min(at, to), value: value * factor }));
}

function figuresOf(points: readonly Point[]) {
  const values = points.map(({ value }) => value);
  const last = values.at(-1);
  if (last === undefined) return null;
  const sum = values.reduce((all, one) => all + one, 0);
  return {
    min: Math.min(...values),
    average: sum / values.length,
    max: Math.max(...values),
    last,
  };
}

/** Points with a null where some are missing between two. */
export function withGaps(points: readonly Point[]): readonly ChartPoint[] {
  const distances = points.slice(1).map(({ at }, index) => at - (points[index]?.at ?? at));
  const usual = distances.toSorted((a, b) => a - b)[Math.floor(distances.length / 2)] ?? 0;
  return points.flatMap(({ at, value }, index): ChartPoint[] => {
    const before = points[index - 1]?.at ?? at;
    const isApart = at - before > HOLDS * usual;
    return [...(isApart ? [[before + usual, null] as const] : []), [at, value]];
  });
}
