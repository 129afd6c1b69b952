import type { EChartsCoreOption } from 'echarts/core';
import type { ChartTone, StatesChart } from '../model/chart.ts';
import { frame, HEIGHT, label, SIZE, timeAxis } from './frame.ts';
import { fitted } from './text-width.ts';
import type { Theme } from './theme.ts';

const ROW = 26;
const TONES: readonly ChartTone[] = ['plain', 'good', 'warning', 'bad', 'critical', 'muted'];

/** Logical height that the rows need. */
export function statesHeight({ rows }: StatesChart): number {
  return Math.max(HEIGHT / 2, Math.min(4 * HEIGHT, 100 + rows.length * ROW));
}

interface Shape {
  value(index: number): number;
  coord(value: readonly [number, number]): readonly [number, number];
  size(value: readonly [number, number]): readonly [number, number];
}

/** A bar for each row, coloured by what held when. */
export function statesOption(chart: StatesChart, theme: Theme): EChartsCoreOption {
  const data = chart.rows.flatMap(({ spans }, row) =>
    spans.map(({ from, to, tone }) => ({
      value: [
        ...[row, Math.max(chart.from, from), Math.min(chart.to, to ?? chart.to)],
        TONES.indexOf(tone),
      ],
    })),
  );
  return {
    ...frame(chart.title, theme),
    xAxis: timeAxis(chart, theme),
    yAxis: {
      type: 'category',
      inverse: true,
      data: chart.rows.map(({ name }) => fitted(name, 140, SIZE - 1)),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { ...label(theme), color: theme.text, interval: 0 },
    },
    series: [
      {
        type: 'custom',
        encode: { x: [1, 2], y: 0 },
        data,
        renderItem: (_: unknown, shape: Shape) => bar(shape, theme),
      },
    ],
  };
}

function bar(shape: Shape, { tones }: Theme) {
  const row = shape.value(0);
  const [left, middle] = shape.coord([shape.value(1), row]);
  const [right] = shape.coord([shape.value(2), row]);
  const height = shape.size([0, 1])[1] * 0.62;
  return {
    type: 'rect',
    shape: {
      ...{ x: left, y: middle - height / 2, height, r: 2 },
      // What was short is seen all the same.
      width: Math.max(1.5, right - left),
    },
    style: { fill: tones[TONES[shape.value(3)] ?? 'plain'] },
  };
}
