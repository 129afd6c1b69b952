import type { EChartsCoreOption } from 'echarts/core';
import type { DistributionChart } from '../model/chart.ts';
import { formatValue } from '../model/format.ts';
import { cut, frame, label, SIZE } from './frame.ts';
import type { Theme } from './theme.ts';

/** How often values were in each bin. */
export function distributionOption(
  { title, unit, bins, marks }: DistributionChart,
  theme: Theme,
): EChartsCoreOption {
  const [from, to] = [bins[0]?.from ?? 0, bins.at(-1)?.to ?? 1];
  const base = frame(title, theme);
  const room = 400 / Math.max(1, bins.length);
  return {
    ...base,
    grid: { ...(base['grid'] as object), top: 74 },
    xAxis: {
      ...{ type: 'value', min: from, max: to, splitNumber: 4 },
      axisLabel: {
        ...label(theme),
        formatter: (value: number) => formatValue(value, unit),
        hideOverlap: true,
      },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      splitNumber: 3,
      axisLabel: label(theme),
      splitLine: { lineStyle: { color: theme.rule } },
    },
    series: [
      {
        type: 'bar',
        barWidth: Math.max(1, room * 0.86),
        itemStyle: { color: theme.tones.plain },
        data: bins.map((bin) => [(bin.from + bin.to) / 2, bin.count]),
        markLine: {
          silent: true,
          symbol: 'none',
          data: marks.map(({ value, label: text, tone }, index) => ({
            xAxis: value,
            label: {
              ...{ formatter: cut(text, 18), position: 'end', fontSize: SIZE - 2 },
              ...{ color: theme.tones[tone], distance: index % 2 === 0 ? 2 : 16 },
            },
            lineStyle: { color: theme.tones[tone], width: 2, type: 'solid' },
          })),
        },
      },
    ],
  };
}
