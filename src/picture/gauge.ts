import type { EChartsCoreOption } from 'echarts/core';
import type { GaugeChart } from '../model/chart.ts';
import { FONT, frame, label, timeAxis } from './frame.ts';
import type { Theme } from './theme.ts';

/** A score as an arc with its number, and beside it how it came to be. */
export function gaugeOption(chart: GaugeChart, theme: Theme): EChartsCoreOption {
  const colour = theme.tones[chart.tone];
  const [from, to] = [chart.history[0]?.[0] ?? 0, chart.history.at(-1)?.[0] ?? 0];
  const hasHistory = to > from;
  const base = frame(chart.title, theme);
  return {
    ...base,
    ...(hasHistory && {
      grid: { left: 214, right: 22, top: 70, bottom: 14, containLabel: true },
      xAxis: timeAxis({ zone: chart.zone, from, to }, theme),
      yAxis: {
        ...{ type: 'value', min: 0, max: 100, interval: 50 },
        axisLabel: label(theme),
        splitLine: { lineStyle: { color: theme.rule } },
      },
    }),
    series: [
      {
        type: 'gauge',
        center: [hasHistory ? 112 : '50%', 176],
        radius: 92,
        startAngle: 210,
        endAngle: -30,
        min: 0,
        max: 100,
        progress: {
          show: chart.score !== null,
          width: 16,
          roundCap: true,
          itemStyle: { color: colour },
        },
        axisLine: { roundCap: true, lineStyle: { width: 16, color: [[1, theme.rule]] } },
        ...{ pointer: { show: false }, axisTick: { show: false }, splitLine: { show: false } },
        axisLabel: { show: false },
        detail: {
          formatter: () => (chart.score === null ? '?' : String(Math.round(chart.score))),
          ...{ offsetCenter: [0, 0], color: chart.score === null ? theme.quiet : colour },
          ...{ fontFamily: FONT, fontSize: 48, fontWeight: 'bold' },
        },
        title: { offsetCenter: [0, 42], ...label(theme) },
        data: [{ value: chart.score ?? 0, name: chart.score === null ? 'unknown' : 'of 100' }],
      },
      ...(hasHistory
        ? [
            {
              type: 'line',
              data: chart.history,
              showSymbol: false,
              lineStyle: { color: colour, width: 2.2 },
              areaStyle: { color: colour, opacity: 0.2 },
            },
          ]
        : []),
    ],
  };
}
