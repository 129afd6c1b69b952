import type { EChartsCoreOption } from 'echarts/core';
import { assertNever } from '../model/assert-never.ts';
import type { Chart } from '../model/chart.ts';
import { distributionOption } from './distribution.ts';
import { HEIGHT, WIDTH } from './frame.ts';
import { gaugeOption } from './gauge.ts';
import { heatmapOption } from './heatmap.ts';
import { rankHeight, rankOption } from './rank.ts';
import { statesHeight, statesOption } from './states.ts';
import type { Theme } from './theme.ts';
import { timeOption } from './time.ts';

/** What ECharts draws for a chart; the same for a chat, a report and a page. */
export function optionOf(chart: Chart, theme: Theme): EChartsCoreOption {
  switch (chart.kind) {
    case 'time':
      return timeOption(chart, theme);
    case 'states':
      return statesOption(chart, theme);
    case 'heatmap':
      return heatmapOption(chart, theme);
    case 'gauge':
      return gaugeOption(chart, theme);
    case 'distribution':
      return distributionOption(chart, theme);
    case 'rank':
      return rankOption(chart, theme);
    default:
      return assertNever(chart);
  }
}

/** Logical size of a chart. */
export function sizeOf(chart: Chart): { readonly width: number; readonly height: number } {
  if (chart.kind === 'states') return { width: WIDTH, height: statesHeight(chart) };
  if (chart.kind === 'rank') return { width: WIDTH, height: rankHeight(chart) };
  return { width: WIDTH, height: HEIGHT };
}
