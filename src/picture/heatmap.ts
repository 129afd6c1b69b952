import type { EChartsCoreOption } from 'echarts/core';
import type { HeatmapChart } from '../model/chart.ts';
import { formatValue } from '../model/format.ts';
import { frame, label } from './frame.ts';
import type { Theme } from './theme.ts';

/** Cells in rows and columns, coloured from little to much; what was not measured stays empty. */
export function heatmapOption(chart: HeatmapChart, theme: Theme): EChartsCoreOption {
  const data = chart.cells.flatMap((row, y) =>
    row.flatMap((value, x) => (value === null ? [] : [[x, y, value]])),
  );
  const values = data.map(([, , value]) => value ?? 0);
  const least = Math.min(0, ...values);
  const most = Math.max(...(values.length === 0 ? [1] : values), least + 1e-9);
  const base = frame(chart.title, theme);
  const axis = (names: readonly string[], interval: number) => ({
    type: 'category',
    data: names,
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { ...label(theme), interval },
    splitArea: { show: true, areaStyle: { color: [theme.nothing] } },
  });
  return {
    ...base,
    grid: { ...(base['grid'] as object), bottom: 52 },
    xAxis: axis(chart.columns, Math.max(0, Math.ceil(chart.columns.length / 8) - 1)),
    yAxis: {
      ...axis(chart.rows, Math.max(0, Math.ceil(chart.rows.length / 9) - 1)),
      inverse: true,
    },
    visualMap: {
      min: least,
      max: most,
      calculable: false,
      orient: 'horizontal',
      left: 'center',
      bottom: 8,
      itemWidth: 14,
      itemHeight: 160,
      text: [formatValue(most, chart.unit), formatValue(least, chart.unit)],
      textStyle: label(theme),
      inRange: { color: theme.heat },
    },
    series: [
      {
        type: 'heatmap',
        data,
        itemStyle: { borderColor: theme.background, borderWidth: 1.5, borderRadius: 2 },
      },
    ],
  };
}
