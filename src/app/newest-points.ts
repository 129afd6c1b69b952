import { MAX_POINTS, type RecentPoints, type Wanted } from '../alert/recent.ts';
import type { Labels, Point } from '../model/sample.ts';
import { labelText } from '../model/sample.ts';
import type { Instant } from '../model/time.ts';
import { SECOND } from '../model/time.ts';
import type { Samples } from '../store/ports.ts';

interface Question {
  readonly target: number;
  readonly metric: string;
  /** How far before `at` it may lie, in milliseconds. */
  readonly window: number;
  readonly at: Instant;
}

/** The newest stored point of each series of a metric. */
export async function newestPoints(
  { query }: Pick<Samples, 'query'>,
  { at, ...asked }: Question,
): Promise<readonly (Point & { readonly labels: Labels })[]> {
  const question = { ...asked, when: { at } };
  const [values, ages] = await Promise.all([
    query({ ...question, fn: 'last' }),
    query({ ...question, fn: 'age' }),
  ]);
  const age = new Map(
    ages.series.map(({ labels, points }) => [labelText(labels), points[0]?.value]),
  );
  return values.series.flatMap(({ labels, points }) => {
    const [value, seconds] = [points[0]?.value, age.get(labelText(labels))];
    if (value === undefined || seconds === undefined) return [];
    return [{ labels, value, at: at - Math.round(seconds * SECOND) }];
  });
}

/** Gives rules what is stored of the metrics that they look back at, also the newest of series that fell silent. */
export async function preloadStored(
  samples: Pick<Samples, 'series' | 'points' | 'query'>,
  recent: RecentPoints,
  {
    target,
    wanted,
    now,
  }: {
    readonly target: number;
    readonly wanted: ReadonlyMap<string, Wanted>;
    readonly now: Instant;
  },
): Promise<void> {
  for (const series of wanted.size > 0 ? await samples.series(target) : []) {
    const span = wanted.get(series.metric)?.span ?? 0;
    if (span === 0) continue;
    const range = { from: now - span, to: now + 1, limit: MAX_POINTS };
    recent.preload(series.metric, series.labels, await samples.points(target, series, range));
  }
  for (const [metric, { span, silence }] of wanted) {
    if (silence <= span) continue;
    const asked = { target, metric, window: silence, at: now };
    for (const { labels, ...point } of await newestPoints(samples, asked)) {
      recent.preload(metric, labels, [point]);
    }
  }
}
