import { DAY, HOUR, type Instant } from '../../model/time.ts';
import { dayOf, startOf } from './days.ts';
import {
  isPercentile,
  isSummaryFunction,
  ofPoints,
  ofSummary,
  PERCENTILES,
  percentileOf,
  SUMMARY_COLUMNS,
} from './functions.ts';
import type { Column, HourTable } from './hours.ts';
import type { PointTest, SampleFunction } from './port.ts';
import type { SeriesReader } from './reading.ts';
import { quantile, SketchBuilder } from './sketch.ts';
import { addPoints, addSummary, emptySummary, type Summary } from './summary.ts';

/** Longest window of which a percentile is computed from the points, as rules do: at most 7 days. */
const EXACT_SPAN = 7 * DAY;

/** One function over windows of one series. */
export interface Asked {
  readonly fn: SampleFunction;
  readonly test: PointTest | null;
}

/** `lost`: what would be needed is not kept any more. `sketched`: within the error of a sketch. */
export interface Answer {
  readonly value: number | null;
  readonly kind: 'exact' | 'sketched' | 'lost';
}

const LOST: Answer = { value: null, kind: 'lost' };

/** What the window (from, to] comes to, from the cheapest tier that answers exactly. */
export function answer(
  reader: SeriesReader,
  { fn, test }: Asked,
  { from, to }: { readonly from: Instant; readonly to: Instant },
): Answer {
  if (isSummaryFunction(fn)) {
    const total = summarised(reader, SUMMARY_COLUMNS[fn], { from, to });
    return total ? { value: ofSummary(fn, total, to), kind: 'exact' } : LOST;
  }
  const isWhole = !isCut(reader, from, to);
  if (isPercentile(fn)) {
    const part = PERCENTILES[fn];
    if (!isWhole || to - from > EXACT_SPAN) return sketched(reader, part, { from, to });
    return { value: percentileOf(reader.points(from, to), part), kind: 'exact' };
  }
  if (!isWhole) return LOST;
  return { value: ofPoints(fn, reader.points(from, to), test), kind: 'exact' };
}

/** Whether some points of the window are known to be gone: their hours are there. */
function isCut(reader: SeriesReader, from: Instant, to: Instant): boolean {
  if (reader.hasAllAfter(from)) return false;
  for (let day = dayOf(from + 1); day <= dayOf(to); day++) {
    if (reader.hasAllAfter(startOf(day))) return false;
    if (reader.hours(day)) return true;
  }
  return false;
}

interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/** Takes whole hours that are rolled up, and the spans of points before, between and behind them, in order of time. */
interface Pieces {
  hour(table: HourTable, hour: number): void;
  /** False: it would take points that are gone. */
  span(from: Instant, to: Instant): boolean;
}

/** False: a part of an hour would be needed of which only the whole is kept. */
function walk(reader: SeriesReader, { from, to }: Span, pieces: Pieces): boolean {
  const end = Math.floor(to / HOUR);
  let open = from;
  for (let hour = Math.ceil(from / HOUR); hour < end; ) {
    const day = Math.floor(hour / 24);
    const next = Math.min(end, 24 * (day + 1));
    const table = reader.hours(day);
    if (table) {
      if (open < hour * HOUR && !pieces.span(open, hour * HOUR)) return false;
      for (; hour < next; hour++) pieces.hour(table, hour - 24 * day);
      open = hour * HOUR;
    }
    hour = next;
  }
  return open >= to || pieces.span(open, to);
}

/** Null: see `walk`. */
function summarised(reader: SeriesReader, columns: readonly Column[], span: Span): Summary | null {
  const total = emptySummary();
  const one = emptySummary();
  const isWhole = walk(reader, span, {
    hour(table, hour) {
      if (table.summary(hour, columns, one)) addSummary(total, one);
    },
    span(from, to) {
      if (isCut(reader, from, to)) return false;
      const run = reader.points(from, to);
      addPoints(total, run, 0, run.length);
      return true;
    },
  });
  return isWhole ? total : null;
}

function sketched(reader: SeriesReader, part: number, span: Span): Answer {
  const builder = new SketchBuilder();
  const isWhole = walk(reader, span, {
    hour(table, hour) {
      const sketch = reader.sketches(table.day, table.filled)[table.place[hour] ?? -1];
      if (sketch) builder.merge(sketch);
    },
    span(from, to) {
      if (isCut(reader, from, to)) return false;
      const { values, length } = reader.points(from, to);
      for (let index = 0; index < length; index++) builder.add(values[index] ?? 0);
      return true;
    },
  });
  return isWhole ? { value: quantile(builder.sketch(), part), kind: 'sketched' } : LOST;
}
