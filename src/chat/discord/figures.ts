import { barRows, narrowed, sparkline, tableRows } from '../picture.ts';
import type { Bar, Block, Column } from '../reply.ts';
import { cut, inCode } from './text.ts';

/** Widest cell; a phone shows about forty characters of a code block in one line. */
const CELL = 32;
const BAR = 12;
/** Wider curves wrap on a phone. */
const SPARKS = 28;

/** Lines of a table with aligned columns, titles first. */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const titles = columns.map((column) => ({ ...column, title: cell(column.title) }));
  const cells = rows.map((row) => columns.map((_, index) => cell(row[index] ?? '')));
  return tableRows(titles, cells, Number.POSITIVE_INFINITY);
}

function cell(text: string): string {
  return cut(
    inCode(text.slice(0, 4 * CELL))
      .replaceAll(/\s+/g, ' ')
      .trim(),
    CELL,
  );
}

/** One line for each bar: label, bar, text. */
export function barLines(bars: readonly Bar[], max: number): readonly string[] {
  const shown = bars.map((bar) => ({ ...bar, label: cell(bar.label), text: cell(bar.text) }));
  return barRows(shown, max, BAR);
}

/** The curve in blocks of eight heights; a gap is a dot. */
export function sparks({ values, bounds }: Extract<Block, { kind: 'sparkline' }>): string {
  return sparkline(narrowed(values, SPARKS), bounds);
}
