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
  /** The window begins at its first full hour: of what comes before only the whole hour is kept. */
  readonly isShort: boolean;
}

const LOST: Answer = { value: null, kind: 'lost', isShort: false };

/** Functions that only the newest points of a window matter to. */
const OF_NEWEST: ReadonlySet<SampleFunction> = new Set(['last', 'age', 'absent']);

/** What the window (from, to] comes to, from the cheapest tier that answers exactly. */
export function answer(
  reader: SeriesReader,
  { fn, test }: Asked,
  { from, to }: { readonly from: Instant; readonly to: Instant },
): Answer {
  if (isSummaryFunction(fn)) {
    const { total, extent } = summarised(reader, SUMMARY_COLUMNS[fn], { from, to });
    if (extent === 'lost') return LOST;
    const isShort = extent === 'short' && !(OF_NEWEST.has(fn) && total.count > 0);
    return { value: ofSummary(fn, total, to), kind: 'exact', isShort };
  }
  const isWhole = !isCut(reader, from, to);
  if (isPercentile(fn)) {
    const part = PERCENTILES[fn];
    if (!isWhole || to - from > EXACT_SPAN) return sketched(reader, part, { from, to });
    return exact(percentileOf(reader.points(from, to), part));
  }
  if (!isWhole) return LOST;
  return exact(ofPoints(fn, reader.points(from, to), test));
}

function exact(value: number | null): Answer {
  return { value, kind: 'exact', isShort: false };
}

/** Whether some points of the window are known to be gone: their hours are there. */
function isCut(reader: SeriesReader, from: Instant, to: Instant): boolean {
  if (reader.hasAllAfter(from)) return false;
  for (let day = dayOf(from + 1); day <= dayOf(to); day++) {
    const start = startOf(day);
    if (reader.hasAllAfter(start)) return false;
    const table = reader.hours(day);
    const hour = Math.max(0, Math.floor((from - start) / HOUR));
    if (table?.isFilled(hour, Math.ceil((to - start) / HOUR))) return true;
  }
  return false;
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

/** `short`: see `Answer`. `lost`: a part of another hour would be needed of which only the whole is kept. */
type Extent = 'whole' | 'short' | 'lost';

/** Where the window begins of which something is there. */
function beginOf(
  reader: SeriesReader,
  from: Instant,
  { first, end }: { readonly first: number; readonly end: number },
): Instant {
  return first < end && isCut(reader, from, first * HOUR) ? first * HOUR : from;
}

function walk(reader: SeriesReader, { from, to }: Span, pieces: Pieces): Extent {
  const [first, end] = [Math.ceil(from / HOUR), Math.floor(to / HOUR)];
  const begin = beginOf(reader, from, { first, end });
  let open = begin;
  const reaches = (until: Instant) => open >= until || pieces.span(open, until);
  for (let hour = first; hour < end; ) {
    const day = Math.floor(hour / 24);
    const next = Math.min(end, 24 * (day + 1));
    const table = reader.hours(day);
    if (table) {
      if (!reaches(hour * HOUR)) return 'lost';
      for (; hour < next; hour++) pieces.hour(table, hour - 24 * day);
      open = hour * HOUR;
    }
    hour = next;
  }
  if (!reaches(to)) return 'lost';
  return begin > from ? 'short' : 'whole';
}

function summarised(
  reader: SeriesReader,
  columns: readonly Column[],
  span: Span,
): { readonly total: Summary; readonly extent: Extent } {
  const total = emptySummary();
  const one = emptySummary();
  const extent = walk(reader, span, {
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
  return { total, extent };
}

function sketched(reader: SeriesReader, part: number, span: Span): Answer {
  const builder = new SketchBuilder();
  const extent = walk(reader, span, {
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
  if (extent === 'lost') return LOST;
  const value = quantile(builder.sketch(), part);
  return { value, kind: 'sketched', isShort: extent === 'short' };
}
