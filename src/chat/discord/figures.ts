import type { Bar, Block, Column } from '../reply.ts';
import { cut, inCode } from './text.ts';

/** Widest cell; a phone shows about forty characters of a code block in one line. */
const CELL = 32;
const BAR = 12;
const SPARKS = 48;
const LEVELS = '▁▂▃▄▅▆▇█';

/** Lines of a table with aligned columns, titles first. */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string[] {
  const cells = [columns.map((column) => column.title), ...rows].map((row) =>
    columns.map((_, index) => cell(row[index] ?? '')),
  );
  const widths = columns.map((_, index) =>
    cells.reduce((widest, row) => Math.max(widest, length(row[index] ?? '')), 0),
  );
  return cells.map((row) =>
    row
      .map((text, index) => pad(text, widths[index] ?? 0, columns[index]?.align ?? 'left'))
      .join('  ')
      .trimEnd(),
  );
}

function cell(text: string): string {
  return cut(
    inCode(text.slice(0, 4 * CELL))
      .replaceAll(/\s+/g, ' ')
      .trim(),
    CELL,
  );
}

/** Characters as people count them. */
function length(text: string): number {
  return [...text].length;
}

function pad(text: string, width: number, align: Column['align']): string {
  const space = ' '.repeat(Math.max(0, width - length(text)));
  return align === 'left' ? text + space : space + text;
}

/** One line for each bar: label, bar, text. */
export function barLines(bars: readonly Bar[], max: number): string[] {
  const shown = bars.map((bar) => ({ ...bar, label: cell(bar.label), text: cell(bar.text) }));
  const width = shown.reduce((widest, bar) => Math.max(widest, length(bar.label)), 0);
  return shown.map((bar) =>
    `${pad(bar.label, width, 'left')} ${filled(bar.value, max)} ${bar.text}`.trimEnd(),
  );
}

function filled(value: number, max: number): string {
  const share = max > 0 && Number.isFinite(value) ? Math.min(1, Math.max(0, value / max)) : 0;
  const full = Math.round(share * BAR);
  return '█'.repeat(full) + '░'.repeat(BAR - full);
}

/** The curve in blocks of eight heights; a gap is a dot, and more than 48 values are averaged. */
export function sparks({ values, bounds }: Extract<Block, { kind: 'sparkline' }>): string {
  const thin = thinned(values);
  const known = thin.filter((value) => value !== null);
  const low = bounds?.[0] ?? known.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = bounds?.[1] ?? known.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return thin.map((value) => (value === null ? '·' : spark(value, low, high))).join('');
}

function spark(value: number, low: number, high: number): string {
  const share = high > low ? (value - low) / (high - low) : 0.5;
  const level = Math.round(Math.min(1, Math.max(0, share)) * (LEVELS.length - 1));
  return LEVELS[level] ?? '·';
}

function thinned(values: readonly (number | null)[]): (number | null)[] {
  const count = Math.min(SPARKS, values.length);
  return Array.from({ length: count }, (_, index) => {
    const from = Math.floor((index * values.length) / count);
    const to = Math.floor(((index + 1) * values.length) / count);
    const known = values
      .slice(from, to)
      .filter((value): value is number => value !== null && Number.isFinite(value));
    return known.length === 0 ? null : known.reduce((a, b) => a + b, 0) / known.length;
  });
}
