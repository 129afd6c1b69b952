import type {
  Chart,
  ChartPoint,
  ChartSeries,
  ChartSpan,
  GaugeChart,
  HeatmapChart,
  StatesChart,
  TimeChart,
} from '../model/chart.ts';
import { thinned } from './thinned.ts';

/** More than these nobody could tell apart, or read. */
const SERIES = 12;
const ROWS = 60;
const COLUMNS = 200;
const SPANS = 40;
const MARKS = 12;
const LIMITS = 6;
/** Of all spans of a picture of states together. */
const STATES = 4_000;
const TEXT = 200;

/** As much of a chart as can be seen: bounded points, rows and texts, and no number that is none. */
export function bounded(chart: Chart): Chart {
  const title = short(chart.title);
  switch (chart.kind) {
    case 'time':
      return timeBounded({ ...chart, title });
    case 'states':
      return statesBounded({ ...chart, title });
    case 'heatmap':
      return heatmapBounded({ ...chart, title });
    case 'gauge':
      return gaugeBounded({ ...chart, title });
    case 'distribution':
      return {
        ...{ ...chart, title },
        bins: chart.bins.filter(({ count }) => Number.isFinite(count)).slice(0, COLUMNS),
        marks: labelled(chart.marks, MARKS).filter(({ value }) => Number.isFinite(value)),
      };
    case 'rank':
      return {
        ...{ ...chart, title },
        rows: named(chart.rows.filter(({ value }) => Number.isFinite(value))),
      };
    default:
      return chart satisfies never;
  }
}

function timeBounded(chart: TimeChart): TimeChart {
  const { from, to, look } = chart;
  const most = look === 'bars' ? 'bars' : 'lines';
  const isTogether = look === 'stacked' || look === 'bars';
  const inside = <T extends { readonly at: number }>(all: readonly T[]) =>
    all.filter(({ at }) => at >= from && at <= to);
  return {
    ...chart,
    series: chart.series.slice(0, SERIES).map((one): ChartSeries => {
      const points = thinned(one.points, { from, to, most, isTogether });
      return { ...one, name: short(one.name), points };
    }),
    limits: labelled(chart.limits, LIMITS).filter(({ value }) => Number.isFinite(value)),
    marks: labelled(inside(chart.marks).slice(-MARKS), MARKS),
    spans: spansWithin(chart.spans, chart).slice(-SPANS),
    band: chart.band && {
      name: short(chart.band.name),
      points: every(
        chart.band.points.filter((one) => one.every((value) => Number.isFinite(value))),
        COLUMNS,
      ),
    },
  };
}

function statesBounded(chart: StatesChart): StatesChart {
  const rows = named(chart.rows);
  const most = Math.floor(STATES / Math.max(1, rows.length));
  return {
    ...chart,
    rows: rows.map((row) => ({ ...row, spans: spansWithin(row.spans, chart).slice(-most) })),
  };
}

function heatmapBounded(chart: HeatmapChart): HeatmapChart {
  const known = (value: number | null) => (Number.isFinite(value) ? value : null);
  return {
    ...chart,
    rows: chart.rows.slice(0, ROWS).map(short),
    columns: chart.columns.slice(0, COLUMNS).map(short),
    cells: chart.cells.slice(0, ROWS).map((row) => row.slice(0, COLUMNS).map(known)),
  };
}

function gaugeBounded(chart: GaugeChart): GaugeChart {
  const from = chart.history[0]?.[0] ?? 0;
  const to = chart.history.at(-1)?.[0] ?? 0;
  const history: readonly ChartPoint[] = thinned(chart.history, {
    ...{ from, to, most: 'lines', isTogether: false },
  });
  return { ...chart, history, score: Number.isFinite(chart.score) ? chart.score : null };
}

function spansWithin(spans: readonly ChartSpan[], { from, to }: { from: number; to: number }) {
  return spans
    .filter((span) => span.from < to && (span.to ?? to) > from)
    .map((span) => ({
      ...span,
      from: Math.max(from, span.from),
      to: Math.min(to, span.to ?? to),
      label: short(span.label),
    }));
}

function labelled<T extends { readonly label: string }>(all: readonly T[], most: number): T[] {
  return all.slice(0, most).map((one) => ({ ...one, label: short(one.label) }));
}

function named<T extends { readonly name: string }>(rows: readonly T[]): T[] {
  return rows.slice(0, ROWS).map((row) => ({ ...row, name: short(row.name) }));
}

/** At most so many, evenly chosen, the last among them. */
function every<T>(all: readonly T[], most: number): readonly T[] {
  const step = Math.ceil(all.length / most);
  return step <= 1 ? all : all.filter((_, index) => (all.length - 1 - index) % step === 0);
}

/** Names come from outside: one line, and nothing that XML forbids (https://www.w3.org/TR/xml/#charsets). */
function short(text: string): string {
  return [...text.slice(0, TEXT)].map((one) => (FORBIDDEN.test(one) ? ' ' : one)).join('');
}

const FORBIDDEN = /[\p{Cc}\p{Cs}\ufffe\uffff\u2028\u2029]/u;
