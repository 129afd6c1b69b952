import type { Block } from '../reply.ts';
import { cleanText, shorten } from './escape.ts';

type Table = Extract<Block, { kind: 'table' }>;
type Bars = Extract<Block, { kind: 'bars' }>;
type Sparkline = Extract<Block, { kind: 'sparkline' }>;

/** Characters of a cell; a phone shows about 40 in a row of a fixed-width block. */
const MAX_CELL = 40;
const BAR_WIDTH = 10;
/** Characters of a sparkline; wider ones wrap on a phone. */
const SPARK_WIDTH = 32;
const STEPS = '▁▂▃▄▅▆▇█';
const PARTS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** Rows of a table in fixed width, title row first; text only. */
export function tableLines({ columns, rows }: Table): string[] {
  const cells = [columns.map((column) => column.title), ...rows].map((row) =>
    columns.map((_, index) => oneLine(row[index] ?? '')),
  );
  const widths = columns.map((_, index) =>
    cells.reduce((width, row) => Math.max(width, size(row[index] ?? '')), 0),
  );
  return cells.map((row) =>
    row
      .map((cell, index) => pad(cell, widths[index] ?? 0, columns[index]?.align ?? 'left'))
      .join('  ')
      .trimEnd(),
  );
}

/** One line per bar: label, bar in eighths of a character, text. */
export function barLines({ bars, max }: Bars): string[] {
  const labels = bars.map((bar) => oneLine(bar.label));
  const width = labels.reduce((widest, label) => Math.max(widest, size(label)), 0);
  return bars.map((bar, index) => {
    const label = pad(labels[index] ?? '', width, 'left');
    return `${label} ${barOf(bar.value, max)} ${oneLine(bar.text)}`.trimEnd();
  });
}

function barOf(value: number, max: number): string {
  const share = max > 0 && Number.isFinite(value) ? Math.min(1, Math.max(0, value / max)) : 0;
  const eighths = Math.round(share * BAR_WIDTH * 8);
  const bar = '█'.repeat(Math.floor(eighths / 8)) + (PARTS[eighths % 8] ?? '');
  return bar.padEnd(BAR_WIDTH, '░');
}

/** Values as small columns, oldest first; a gap is a dot. */
export function sparkText({ values, bounds }: Sparkline): string {
  const shown = thinned(values);
  const known = shown.filter((value) => value !== null);
  const low = bounds?.[0] ?? known.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = bounds?.[1] ?? known.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return shown.map((value) => (value === null ? '·' : step(value, low, high))).join('');
}

function step(value: number, low: number, high: number): string {
  const share = high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 0.5;
  return STEPS[Math.round(share * (STEPS.length - 1))] ?? '▄';
}

/** At most SPARK_WIDTH values, each the mean of its span. */
function thinned(values: readonly (number | null)[]): (number | null)[] {
  const finite = values.map((value) => (Number.isFinite(value) ? value : null));
  if (finite.length <= SPARK_WIDTH) return finite;
  return Array.from({ length: SPARK_WIDTH }, (_, index) => {
    const from = Math.floor((index * finite.length) / SPARK_WIDTH);
    const to = Math.floor(((index + 1) * finite.length) / SPARK_WIDTH);
    const known = finite.slice(from, to).filter((value) => value !== null);
    if (known.length === 0) return null;
    return known.reduce((sum, value) => sum + value, 0) / known.length;
  });
}

function oneLine(text: string): string {
  return shorten(cleanText(text).replaceAll('\n', ' '), MAX_CELL);
}

function size(text: string): number {
  return [...text].length;
}

function pad(text: string, width: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, width - size(text)));
  return align === 'left' ? text + space : space + text;
}
