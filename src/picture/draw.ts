import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';
import { BarChart, CustomChart, GaugeChart, HeatmapChart, LineChart } from 'echarts/charts';
import {
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TitleComponent,
  VisualMapComponent,
} from 'echarts/components';
import { init, setPlatformAPI, use } from 'echarts/core';
import { LegacyGridContainLabel } from 'echarts/features';
import { SVGRenderer } from 'echarts/renderers';
import type { Chart } from '../model/chart.ts';
import { FONT, SIZE } from './frame.ts';
import { optionOf, sizeOf } from './option.ts';
import type { PngPicture } from './order.ts';
import { widthOf } from './text-width.ts';
import { type ThemeName, themeOf } from './theme.ts';

use([
  ...[BarChart, CustomChart, GaugeChart, HeatmapChart, LineChart],
  ...[GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, TitleComponent],
  ...[VisualMapComponent, LegacyGridContainLabel, SVGRenderer],
]);

// Without a browser ECharts guesses by letters of another font.
setPlatformAPI({
  measureText: (text, font = '') => {
    const size = Number(/([\d.]+)px/.exec(font)?.[1] ?? SIZE);
    return { width: widthOf(text, size, font.includes('bold')) };
  },
});

const ZOOM = 2;
const { resolve } = createRequire(import.meta.url);
/** resvg reads TTF alone: of a WOFF it says nothing and draws no text. */
const FONTS = [
  resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
  resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
];

/** A chart as SVG, whose texts are texts. */
export function svgOf(chart: Chart, theme: ThemeName): string {
  const drawn = init(null, null, { renderer: 'svg', ssr: true, ...sizeOf(chart) });
  try {
    drawn.setOption(optionOf(chart, themeOf(theme)));
    return drawn.renderToSVGString({ useViewBox: true });
  } finally {
    drawn.dispose();
  }
}

/** A chart as PNG, at twice its logical size. */
export function pngOf(chart: Chart, theme: ThemeName): PngPicture {
  const picture = new Resvg(svgOf(chart, theme), {
    fitTo: { mode: 'zoom', value: ZOOM },
    font: { fontFiles: FONTS, loadSystemFonts: false, defaultFontFamily: FONT },
  }).render();
  // A copy: what resvg gives cannot be handed to another thread.
  return { bytes: new Uint8Array(picture.asPng()), width: picture.width, height: picture.height };
}
