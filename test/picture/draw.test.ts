import { Resvg } from '@resvg/resvg-js';
import { describe, expect, test } from 'vitest';
import type { Chart, TimeChart } from '../../src/model/chart.ts';
import { bounded } from '../../src/picture/bounded.ts';
import { pngOf, svgOf } from '../../src/picture/draw.ts';
import { CHARTS } from '../support/charts.ts';

const HOSTILE = '<script>&"\' ]]> {a} {b|c} \u0000\ud800 \u202e 监控 🚨 '.repeat(40);
const AREA = CHARTS['area'] as TimeChart;
const THEMES = ['dark', 'light'] as const;

/** How many pixels two charts of one size differ in. */
function differing(one: Chart, other: Chart): number {
  const [left, right] = [one, other].map((chart) => pixelsOf(chart));
  let count = 0;
  for (let at = 0; at < (left?.length ?? 0); at += 4) {
    if (left?.readUInt32LE(at) !== right?.readUInt32LE(at)) count++;
  }
  return count;
}

/** Pixels of the picture itself: its PNG, drawn once more. */
function pixelsOf(chart: Chart): Buffer {
  const { bytes, width, height } = pngOf(chart, 'dark');
  const data = Buffer.from(bytes).toString('base64');
  const image = `<image width="${width}" height="${height}" href="data:image/png;base64,${data}"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${image}</svg>`;
  return new Resvg(svg, { font: { loadSystemFonts: false } }).render().pixels;
}

/** The same chart with `text` wherever a name stands. */
function renamed(chart: Chart, text: string): Chart {
  const keys = ['title', 'name', 'label'];
  return JSON.parse(
    JSON.stringify(chart, (key, value) => (keys.includes(key) ? text : value)),
  ) as Chart;
}

describe.each(Object.entries(CHARTS))('%s', (_name, chart) => {
  test.each(THEMES)('is drawn %s, with its title as text', (theme) => {
    const { bytes, width, height } = pngOf(chart, theme);
    expect(bytes.length).toBeGreaterThan(2_000);
    expect([width, height > 200 && height < 2_400]).toEqual([960, true]);
    expect(svgOf(chart, theme)).toContain(chart.title.split(' ')[0]);
  });

  test('takes hostile names as text', () => {
    const svg = svgOf(bounded(renamed(chart, HOSTILE)), 'dark');
    expect(svg).toContain('&lt;script&gt;');
    expect(svg).not.toMatch(/<(script|image|foreignObject|a)\b/i);
    expect(pngOf(bounded(renamed(chart, HOSTILE)), 'light').bytes.length).toBeGreaterThan(2_000);
  });
});

test('letters are drawn, of a font that resvg can read', () => {
  expect(differing(AREA, { ...AREA, title: '' })).toBeGreaterThan(1_000);
  expect(differing(AREA, { ...AREA, title: 'GPU of web-1, last 24 hours' })).toBeGreaterThan(50);
});

test('what is too much to see is thinned, and still drawn', () => {
  const points = Array.from({ length: 60_000 }, (_, index): [number, number | null] => [
    AREA.from + (index * (AREA.to - AREA.from)) / 60_000,
    index === 33_333 ? 99 : index % 50,
  ]);
  const series = Array.from({ length: 20 }, (_, index) => ({ name: `s${index}`, points }));
  const chart = bounded({ ...AREA, series }) as TimeChart;
  expect(chart.series).toHaveLength(12);
  expect(chart.series[0]?.points.length).toBeLessThanOrEqual(1_600);
  expect(chart.series[0]?.points.some(([, value]) => value === 99)).toBe(true);
  expect(pngOf(chart, 'dark').bytes.length).toBeGreaterThan(2_000);
});

test('a gap stays one when points are thinned', () => {
  const points = Array.from({ length: 5_000 }, (_, index): [number, number | null] => [
    AREA.from + (index * (AREA.to - AREA.from)) / 5_000,
    index > 2_000 && index < 2_500 ? null : 5,
  ]);
  const chart = bounded({ ...AREA, series: [{ name: 'one', points }] }) as TimeChart;
  expect(chart.series[0]?.points.some(([, value]) => value === null)).toBe(true);
});

test('many rows and empty charts are drawn', () => {
  const rows = Array.from({ length: 500 }, (_, index) => ({
    ...{ name: `row ${index}`, value: index, tone: 'plain' as const },
  }));
  const { height } = pngOf(bounded({ kind: 'rank', title: 'Many', unit: 'count', rows }), 'dark');
  expect(height).toBeLessThan(2_400);
  const empty: readonly Chart[] = [
    { ...AREA, series: [], limits: [], marks: [], spans: [] },
    { kind: 'rank', title: 'None', unit: 'count', rows: [] },
    { kind: 'states', title: 'None', zone: 'UTC', from: 0, to: 1, rows: [] },
    { kind: 'heatmap', title: 'None', unit: 'count', rows: [], columns: [], cells: [] },
    { kind: 'gauge', title: 'None', zone: 'UTC', score: null, tone: 'muted', history: [] },
    { kind: 'distribution', title: 'None', unit: 'ms', bins: [], marks: [] },
  ];
  for (const chart of empty) expect(pngOf(bounded(chart), 'dark').width).toBe(960);
});
