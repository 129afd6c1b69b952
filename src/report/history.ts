import type { Labels, Point } from '../model/sample.ts';
import { labelText } from '../model/sample.ts';
import type { SeriesAnswer, SeriesQuestion } from '../model/series-question.ts';
import type { Instant } from '../model/time.ts';
import { DAY, HOUR } from '../model/time.ts';

export interface HistoryReaders {
  query(question: SeriesQuestion): Promise<SeriesAnswer>;
  points(
    target: number,
    series: { readonly metric: string; readonly labels: Labels },
    range: { from: Instant; to: Instant; limit: number },
  ): Promise<readonly Point[]>;
}

interface Named {
  readonly target: number;
  readonly metric: string;
  readonly labels: Labels;
}

/** Four weeks of hours. */
const MOST_DAYS = 28;
/** With fewer hours, a series is looked at more closely. */
const FEW_HOURS = 48;
const CLOSER = 600;

/** Means of each full hour of the last `days` before `now`, each in the middle of its hour. */
export async function hourlyHistory(
  { query }: Pick<HistoryReaders, 'query'>,
  { target, metric, labels }: Named,
  { days = MOST_DAYS, now }: { readonly days?: number; readonly now: Instant },
): Promise<readonly Point[]> {
  const to = now - (now % HOUR);
  const when = { from: to - days * DAY, to, step: HOUR };
  const answer = await query({ metric, target, labels, fn: 'avg', window: HOUR, when });
  const wanted = labelText(labels);
  // A question for labels finds series that have more of them, too.
  const found = answer.series.find((one) => labelText(one.labels) === wanted);
  return (found?.points ?? []).map(({ at, value }) => ({ at: at - HOUR / 2, value }));
}

/** What a forecast is made from: hours of four weeks, or where there are few, what was measured of late. */
export async function forecastHistory(
  readers: HistoryReaders,
  series: Named,
  now: Instant,
): Promise<readonly Point[]> {
  const hours = await hourlyHistory(readers, series, { now });
  if (hours.length >= FEW_HOURS) return hours;
  const range = { from: now - 2 * DAY, to: now + 1, limit: CLOSER };
  return readers.points(series.target, series, range);
}
