import type { EChartsCoreOption } from 'echarts/core';
import type { ChartSeries, ChartSpan, TimeChart } from '../model/chart.ts';
import { formatValue } from '../model/format.ts';
import { cut, frame, HEIGHT, label, legend, SIZE, timeAxis, WIDTH } from './frame.ts';
import { widthOf } from './text-width.ts';
import type { Theme } from './theme.ts';

/** Characters of a name in the legend; more are cut. */
const NAME = 22;
const ROW = 22;
/** The part of the width that the name of a mark takes. */
const APART = 0.3;
/** Beside a name in the legend: its sign, and the gap behind it. */
const KEY = 36;

/** Lines, areas or bars over time with limits, marks, spans and where values are usual. */
export function timeOption(chart: TimeChart, theme: Theme): EChartsCoreOption {
  const names = chart.series.map(({ name }, index) => nameOf(name, index, chart.series));
  const shown = [...names, ...(chart.band === null ? [] : [cut(chart.band.name, NAME)])];
  const rows = shown.length > 1 ? legendRows(shown) : 0;
  const series = chart.series.map((one, index) =>
    seriesOf(chart, one, { name: names[index] ?? '', colour: colourOf(one, index, theme) }),
  );
  const [first = emptySeries(), ...rest] = series;
  const decorated = {
    ...first,
    markLine: markLines(chart, theme),
    markArea: markAreas(chart.spans, chart, theme),
  };
  const base = frame(chart.title, theme);
  return {
    ...base,
    grid: {
      ...(base['grid'] as object),
      top: 48 + rows * ROW + (chart.marks.length > 0 ? ROW : 0),
    },
    ...(rows > 0 && { legend: legend(shown, theme) }),
    xAxis: timeAxis(chart, theme),
    yAxis: valueAxis(chart, theme),
    series: [...bandSeries(chart, theme), decorated, ...rest],
  };
}

/** Names must differ: what shares one shares a line of the legend. */
function nameOf(name: string, index: number, all: readonly ChartSeries[]): string {
  const short = cut(name, NAME);
  const twin = all.findIndex((one) => cut(one.name, NAME) === short);
  return twin === index ? short : `${cut(name, NAME - 4)} (${index + 1})`;
}

function legendRows(names: readonly string[]): number {
  let [rows, used] = [1, 0];
  for (const name of names) {
    const wide = widthOf(name, SIZE) + KEY;
    if (used > 0 && used + wide > WIDTH - 20) [rows, used] = [rows + 1, 0];
    used += wide;
  }
  return Math.min(rows, Math.floor((HEIGHT - 150) / ROW));
}

function colourOf({ colour, isBefore }: ChartSeries, index: number, theme: Theme): string {
  if (isBefore) return theme.tones.muted;
  return colour ?? theme.series[index % theme.series.length] ?? theme.series[0];
}

function seriesOf(
  { look, series, from, to }: TimeChart,
  { points, isBefore }: ChartSeries,
  { name, colour }: { readonly name: string; readonly colour: string },
) {
  if (look === 'bars') {
    const room = Math.max(1, (400 / Math.max(1, points.length * series.length)) * 0.8);
    return {
      ...{ type: 'bar', name, data: points, itemStyle: { color: colour } },
      barWidth: Math.min(28, room),
    };
  }
  const isArea = look !== 'line' && !isBefore;
  const opacity = look === 'stacked' ? 0.75 : 0.22;
  return {
    ...{ type: 'line', name, data: points, connectNulls: false },
    // A point with nothing on either side is no line.
    showSymbol: isSparse(points, to - from),
    symbol: 'circle',
    symbolSize: 4,
    itemStyle: { color: colour },
    lineStyle: { color: colour, width: isBefore ? 1.5 : 2.2, type: isBefore ? [5, 4] : 'solid' },
    ...(isArea && { areaStyle: { color: colour, opacity } }),
    ...(look === 'stacked' && { stack: 'all' }),
    z: isBefore ? 2 : 3,
  };
}

function isSparse(points: ChartSeries['points'], span: number): boolean {
  const known = points.filter(([, value]) => value !== null);
  return span > 0 && known.length < 12;
}

function emptySeries() {
  return { type: 'line', name: '', data: [] };
}

/** Less than this part of a value is no change that a picture should make a mountain of. */
const FLAT = 0.02;

/** Ends of the scale: as given; of percentages 100 where none is above; of what hardly changes a little around it. */
function boundsOf({ unit, bounds, series }: TimeChart): TimeChart['bounds'] {
  const values = series.flatMap(({ points }) => points.flatMap(([, value]) => value ?? []));
  const [low, high] = extent(values);
  const [least, most] = bounds;
  const isPercent = unit === 'percent' && low >= 0 && high <= 100;
  if (least === null && high - low < FLAT * Math.abs(high)) {
    const room = Math.abs(high) / 4;
    return [low - room, isPercent ? Math.min(100, high + room) : high + room];
  }
  // A scale that ends by itself goes beyond what there can be.
  return [least, most ?? (isPercent && high > 80 ? 100 : null)];
}

/** Above a line that lies so high there is no room for its name. */
function isHigh(value: number, top: number | null): boolean {
  return top !== null && value > 0.92 * top;
}

function extent(values: readonly number[]): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

function valueAxis(chart: TimeChart, theme: Theme) {
  const { unit } = chart;
  const [least, most] = boundsOf(chart);
  return {
    type: 'value',
    ...(least !== null && { min: least }),
    ...(most !== null && { max: most }),
    scale: least === null,
    ...(least !== null && most !== null && { interval: (most - least) / 4 }),
    splitNumber: 4,
    axisLabel: { ...label(theme), formatter: (value: number) => formatValue(value, unit) },
    splitLine: { lineStyle: { color: theme.rule } },
  };
}

function markLines(chart: TimeChart, theme: Theme) {
  const { limits, marks, from, to } = chart;
  const [, top] = boundsOf(chart);
  const across = limits.map(({ value, label: text, tone }) => ({
    yAxis: value,
    label: {
      ...{
        formatter: cut(text, 28),
        position: isHigh(value, top) ? 'insideStartBottom' : 'insideStartTop',
      },
      fontSize: SIZE - 2,
      ...{ color: theme.tones[tone], textBorderColor: theme.background, textBorderWidth: 3 },
    },
    lineStyle: { color: theme.tones[tone], type: 'dashed', width: 1.5 },
  }));
  let named = Number.NEGATIVE_INFINITY;
  const upright = marks.map(({ at, label: text }) => {
    // Two names side by side would cover each other.
    const show = at - named > (to - from) * APART;
    if (show) named = at;
    return {
      xAxis: at,
      label: {
        show,
        formatter: cut(text, 18),
        position: 'end',
        color: theme.text,
        fontSize: SIZE - 2,
      },
      lineStyle: { color: theme.text, type: [2, 3], width: 1.5 },
    };
  });
  return { silent: true, symbol: 'none', z: 6, data: [...across, ...upright] };
}

function markAreas(spans: readonly ChartSpan[], { from, to }: TimeChart, theme: Theme) {
  return {
    silent: true,
    data: spans.map((span) => [
      {
        xAxis: Math.max(from, span.from),
        itemStyle: { color: theme.tones[span.tone], opacity: span.tone === 'muted' ? 0.18 : 0.24 },
        label: { ...label(theme), fontSize: SIZE - 3, position: 'insideTopLeft' },
        name: (to - from) / 8 < (span.to ?? to) - span.from ? cut(span.label, 16) : '',
      },
      { xAxis: Math.min(to, span.to ?? to) },
    ]),
  };
}

/** Two lines on each other: the lower one unseen, the upper one filled down to it. */
function bandSeries({ band }: TimeChart, theme: Theme) {
  if (band === null) return [];
  const colour = theme.tones.plain;
  const shared = {
    ...{ type: 'line', stack: 'band', stackStrategy: 'all', symbol: 'none', z: 1 },
    lineStyle: { opacity: 0 },
    itemStyle: { color: colour },
  };
  return [
    { ...shared, name: '', data: band.points.map(([at, low]) => [at, low]) },
    {
      ...{ ...shared, name: cut(band.name, NAME) },
      data: band.points.map(([at, low, high]) => [at, high - low]),
      areaStyle: { color: colour, opacity: 0.2 },
    },
  ];
}
