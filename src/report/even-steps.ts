import type { MetricDefinition } from '../model/metric.ts';
import type { Labels } from '../model/sample.ts';
import { labelText } from '../model/sample.ts';
import type { SeriesAnswer, SeriesQuestion } from '../model/series-question.ts';
import { DAY, HOUR, MINUTE } from '../model/time.ts';
import type { Range } from './series.ts';

/** Steps that people read easily. */
const STEPS = [
  ...[MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE],
  ...[HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY],
];

/** A series as one value for each step of a range; null where nothing was measured. */
export interface EvenSeries {
  /** Id of its target. */
  readonly target: number;
  readonly metric: string;
  readonly labels: Labels;
  readonly steps: readonly (number | null)[];
}

export interface SeriesAsker {
  query(question: SeriesQuestion): Promise<SeriesAnswer>;
}

/** Milliseconds of a step that people read easily, of which a range has at most `most`. */
export function stepFor({ from, to }: Range, most: number): number {
  const least = (to - from) / most;
  return STEPS.find((one) => one >= least) ?? Math.ceil(least / DAY) * DAY;
}

/** Averages of every series of a metric over equal steps of (from, to]; of a counter what it grew by in a second. */
export async function evenSeries(
  samples: SeriesAsker,
  asked: {
    readonly metric: string;
    /** null: of all targets. */
    readonly target: number | null;
    readonly metrics: readonly MetricDefinition[];
  },
  { from, to, step }: Range & { readonly step: number },
): Promise<readonly EvenSeries[]> {
  const { metric, target } = asked;
  const isCounter = asked.metrics.find(({ name }) => name === metric)?.type === 'counter';
  const count = Math.max(1, Math.floor((to - from) / step));
  const { series } = await samples.query({
    ...{ metric, target, fn: isCounter ? 'rate' : 'avg', window: step },
    when: { from: from + step, to: from + count * step, step },
  });
  return series.flatMap((one) => {
    if (one.target === null) return [];
    const steps = new Array<number | null>(count).fill(null);
    for (const { at, value } of one.points) steps[Math.round((at - from) / step) - 1] = value;
    return [{ target: one.target, metric, labels: one.labels, steps }];
  });
}

/** `web-1 system.disk mount=/var`. */
export function seriesName(target: string, metric: string, labels: Labels): string {
  return [target, metric, labelText(labels)].filter((one) => one !== '').join(' ');
}
