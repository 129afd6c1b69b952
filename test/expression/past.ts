import type { History, SeriesPoints } from '../../src/expression/history.ts';
import type { Labels } from '../../src/model/sample.ts';
import { labelText } from '../../src/model/sample.ts';
import { DAY, SECOND } from '../../src/model/time.ts';

const NOW = 1_800_000_000_000;

/** Points as `[seconds ago, value]`, oldest first. */
export type Ago = readonly (readonly [number, number])[];

interface Given {
  readonly metric: string;
  readonly labels?: Labels;
  readonly points: Ago;
  /** Seconds ago up to which points were dropped. */
  readonly dropped?: number;
}

/** A history that holds what it is told, as seen at `NOW`. */
export function pastOf(given: readonly Given[], watched = 30 * DAY): History {
  const metrics = new Map<string, Map<string, SeriesPoints>>();
  for (const { metric, labels = {}, points, dropped } of given) {
    const series = metrics.get(metric) ?? new Map<string, SeriesPoints>();
    metrics.set(metric, series);
    series.set(labelText(labels), {
      labels,
      at: points.map(([ago]) => NOW - ago * SECOND),
      values: points.map(([, value]) => value),
      start: 0,
      completeAfter: dropped === undefined ? Number.NEGATIVE_INFINITY : NOW - dropped * SECOND,
    });
  }
  return { now: NOW, since: NOW - watched, series: (metric) => metrics.get(metric) };
}
