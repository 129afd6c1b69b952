import { labelText } from '../../model/sample.ts';
import type { SeriesAnswer, SeriesFunction, SeriesQuestion } from '../../model/series-question.ts';
import type { Range } from '../series.ts';

/** One value of a series of a target over a span. */
export interface Measured {
  readonly value: number;
  /** Of the series, such as `mount=/var`; empty for none. */
  readonly labels: string;
}

interface Samples {
  query(question: SeriesQuestion): Promise<SeriesAnswer>;
}

interface Asked {
  readonly metric: string;
  readonly fn: SeriesFunction;
  /** null: all, in one question. */
  readonly target: number | null;
}

/** A function over a whole span of each target's series of a metric: of several series the greatest value. */
export async function measuredOver(
  samples: Samples,
  asked: Asked,
  span: Range,
): Promise<ReadonlyMap<number, Measured>> {
  const found = new Map<number, Measured>();
  for (const [target, series] of await seriesOver(samples, asked, span)) {
    const greatest = greatestOf(series);
    if (greatest !== null) found.set(target, greatest);
  }
  return found;
}

/**
 * A function over a whole span: of each target the values of its series, by their labels. Where only hours are kept, the
 * span must end with a full one.
 */
export async function seriesOver(
  { query }: Samples,
  asked: Asked,
  { from, to }: Range,
): Promise<ReadonlyMap<number, ReadonlyMap<string, number>>> {
  const { series } = await query({ ...asked, window: to - from, when: { at: to } });
  const found = new Map<number, Map<string, number>>();
  for (const { target, labels, points } of series) {
    const value = points.at(-1)?.value;
    if (target === null || value === undefined || !Number.isFinite(value)) continue;
    const theirs = found.get(target) ?? new Map<string, number>();
    found.set(target, theirs.set(labelText(labels), value));
  }
  return found;
}

/** The series with the greatest value; null without any. */
export function greatestOf(series: ReadonlyMap<string, number>): Measured | null {
  let greatest: Measured | null = null;
  for (const [labels, value] of series) {
    if (greatest === null || value > greatest.value) greatest = { value, labels };
  }
  return greatest;
}
