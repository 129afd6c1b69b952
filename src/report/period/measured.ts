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

/**
 * A function over a whole span of each target's series of a metric: of several series the greatest value. One question
 * for all targets; `target` asks of one alone. Where only hours are kept, a span must end with a full one.
 */
export async function measuredOver(
  { query }: Samples,
  asked: { readonly metric: string; readonly fn: SeriesFunction; readonly target: number | null },
  { from, to }: Range,
): Promise<ReadonlyMap<number, Measured>> {
  const { series } = await query({ ...asked, window: to - from, when: { at: to } });
  const found = new Map<number, Measured>();
  for (const { target, labels, points } of series) {
    const value = points.at(-1)?.value;
    if (target === null || value === undefined || !Number.isFinite(value)) continue;
    const known = found.get(target);
    if (known === undefined || value > known.value) {
      found.set(target, { value, labels: labelText(labels) });
    }
  }
  return found;
}
