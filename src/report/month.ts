import { formatValue } from '../model/format.ts';
import type { Unit } from '../model/metric.ts';
import type { Labels } from '../model/sample.ts';
import { labelText } from '../model/sample.ts';
import type { Instant } from '../model/time.ts';
import { DAY } from '../model/time.ts';
import type { NotEnough } from '../score/enough.ts';
import { notEnoughText } from '../score/enough.ts';
import { type MonthProjection, projectMonth } from '../score/month-projection.ts';
import { dateIn, startOfDay } from './day.ts';
import type { HistoryReaders } from './history.ts';

const LEARNED_DAYS = 28;

/** What a counter added since the month began, and what the whole month comes to. */
export interface Month {
  readonly soFar: number | null;
  readonly projection: MonthProjection | NotEnough;
}

/** The month in `zone` in which `now` is. */
export async function monthOf(
  { query }: Pick<HistoryReaders, 'query'>,
  series: { readonly target: number; readonly metric: string; readonly labels: Labels },
  { zone, now }: { readonly zone: string; readonly now: Instant },
): Promise<Month> {
  const today = dateIn(zone, now);
  const begins = startOfDay(zone, `${today.slice(0, 7)}-01`);
  const [year = 0, month = 0] = today.split('-').map(Number);
  const next = new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10);
  const left = (startOfDay(zone, next) - now) / DAY;
  const to = startOfDay(zone, today);
  const asked = { ...series, fn: 'increase' as const };
  const [whole, since] = await Promise.all([
    query({ ...asked, window: DAY, when: { from: to - (LEARNED_DAYS - 1) * DAY, to, step: DAY } }),
    query({ ...asked, window: Math.max(1, now - begins), when: { at: now } }),
  ]);
  const wanted = labelText(series.labels);
  const pointsOf = (answer: typeof whole) =>
    answer.series.find((one) => labelText(one.labels) === wanted)?.points ?? [];
  const days = pointsOf(whole).map(({ value }) => value);
  const soFar = pointsOf(since).at(-1)?.value ?? null;
  return { soFar, projection: projectMonth(soFar ?? 0, { days, left }) };
}

/** `120 this month so far, 380 expected by its end (350 to 410)` */
export function monthText({ soFar, projection }: Month, unit: Unit): string {
  const show = (value: number) => formatValue(value, unit);
  const now = soFar === null ? 'nothing measured this month' : `${show(soFar)} this month so far`;
  if (projection.kind === 'not enough') return `${now}, month: ${notEnoughText(projection)}`;
  const { expected, low, high } = projection;
  return `${now}, ${show(expected)} expected by its end (${show(low)} to ${show(high)})`;
}

/** For programs, in the metric's unit. */
export function monthData({ soFar, projection }: Month) {
  if (projection.kind === 'not enough') return { so_far: soFar, expected: null };
  const { expected, low, high } = projection;
  return { so_far: soFar, expected, low, high };
}
