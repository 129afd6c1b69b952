import type { EChartsCoreOption } from 'echarts/core';
import type { Instant } from '../model/time.ts';
import { fitted } from './text-width.ts';
import type { Theme } from './theme.ts';
import { ticksOf } from './ticks.ts';

/**
 * Size that a picture is laid out for. A phone shows it about 360 points wide, where text of 15 is 11 high; chats get it
 * at twice the size, for sharp screens.
 */
export const WIDTH = 480;
export const HEIGHT = 288;
export const FONT = 'DejaVu Sans';
export const SIZE = 15;
const TITLE = 17;

/** What all pictures share. */
export function frame(title: string, theme: Theme): EChartsCoreOption {
  return {
    animation: false,
    backgroundColor: theme.background,
    textStyle: { fontFamily: FONT, fontSize: SIZE, color: theme.text },
    title: {
      text: fitted(title, WIDTH - 28, TITLE, true),
      left: 14,
      top: 12,
      textStyle: { fontFamily: FONT, fontSize: TITLE, fontWeight: 'bold', color: theme.text },
    },
    grid: { left: 12, right: 22, top: 48, bottom: 14, containLabel: true },
  };
}

export function cut(text: string, length: number): string {
  const characters = [...text.replaceAll(/\s+/g, ' ')];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}

/** An axis of time whose labels are round moments of the zone. */
export function timeAxis(
  { zone, from, to }: { readonly zone: string; readonly from: Instant; readonly to: Instant },
  theme: Theme,
) {
  const ticks = ticksOf(zone, from, to);
  const texts = new Map(ticks.map(({ at, text }) => [at, text]));
  const customValues = ticks.map(({ at }) => at);
  return {
    type: 'value',
    min: from,
    max: to,
    axisLine: { lineStyle: { color: theme.rule } },
    axisTick: { show: true, customValues, lineStyle: { color: theme.quiet } },
    axisLabel: {
      customValues,
      ...label(theme),
      hideOverlap: true,
      formatter: (at: number) => texts.get(at) ?? '',
    },
    splitLine: { show: false },
  };
}

export function label(theme: Theme) {
  return { color: theme.quiet, fontFamily: FONT, fontSize: SIZE - 1 };
}

/** Names of what is drawn, below the title. */
export function legend(names: readonly string[], theme: Theme) {
  return {
    type: 'plain',
    left: 10,
    top: 38,
    itemWidth: 18,
    itemHeight: 10,
    itemGap: 12,
    data: names,
    textStyle: { ...label(theme), color: theme.text },
  };
}
