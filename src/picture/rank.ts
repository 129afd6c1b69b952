import type { EChartsCoreOption } from 'echarts/core';
import type { RankChart } from '../model/chart.ts';
import { formatValue } from '../model/format.ts';
import { frame, HEIGHT, label, SIZE } from './frame.ts';
import { fitted } from './text-width.ts';
import type { Theme } from './theme.ts';

const ROW = 30;

/** Logical height that the rows need. */
export function rankHeight({ rows }: RankChart): number {
  return Math.max(HEIGHT / 2, Math.min(4 * HEIGHT, 70 + rows.length * ROW));
}

/** A bar for each name with its value behind it, the first on top. */
export function rankOption({ title, unit, rows }: RankChart, theme: Theme): EChartsCoreOption {
  const most = Math.max(0, ...rows.map(({ value }) => value));
  return {
    ...frame(title, theme),
    xAxis: { type: 'value', show: false, max: most > 0 ? most * 1.25 : 1 },
    yAxis: {
      type: 'category',
      inverse: true,
      data: rows.map(({ name }) => fitted(name, 150, SIZE - 1)),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { ...label(theme), color: theme.text, interval: 0 },
    },
    series: [
      {
        type: 'bar',
        barWidth: 16,
        itemStyle: { borderRadius: 3 },
        label: { show: true, position: 'right', color: theme.text, ...fontOf(theme) },
        data: rows.map(({ value, tone }) => ({
          value,
          itemStyle: { color: theme.tones[tone] },
          label: { formatter: formatValue(value, unit) },
        })),
      },
    ],
  };
}

function fontOf(theme: Theme) {
  const { fontFamily, fontSize } = label(theme);
  return { fontFamily, fontSize };
}
