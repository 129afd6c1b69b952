import { barRows, narrowed, recordOf, sparkline, tableRows, tableWidth } from '../picture.ts';
import type { Bar, Block, Column } from '../reply.ts';
import { unbroken } from '../visible.ts';
import { cut, escapeMarkdown, inCode, oneLine } from './text.ts';

/** Characters of a code block within an embed that a phone shows in one line. */
const WIDTH = 32;
/** Widest cell of a row that stands as text, its first one, and all of it. */
const CELL = 200;
const TITLE = 100;
const RECORD = 1_000;
/** Widest label and text of a bar. */
const LABEL = 16;
const BAR = 10;
const AMOUNT = 8;
/** All of its row; beyond that the bar gives way to the words. */
const BAR_ROW = 29;
/** Wider curves wrap on a phone. */
const SPARKS = 28;

/** Lines of a table with aligned columns, titles first; null where a phone would break them. */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): readonly string[] | null {
  const titles = columns.map((column) => ({ ...column, title: cell(column.title, CELL) }));
  const cells = rows.map((row) => columns.map((_, index) => cell(row[index] ?? '', CELL)));
  return tableWidth(titles, cells) > WIDTH ? null : tableRows(titles, cells, WIDTH);
}

/** The rows of a table as markup, each with its first cell in bold. */
export function recordLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const titles = columns.map((column) => ({ ...column, title: oneLine(column.title) }));
  return rows.map((row) => {
    const cells = columns.map((_, index) => cut(oneLine(row[index] ?? ''), CELL));
    const { title, rest } = recordOf(titles, cells);
    const head = title === '' ? '' : `**${escapeMarkdown(cut(title, TITLE))}** `;
    return cut(`${head}${escapeMarkdown(unbroken(rest))}`.trimEnd(), RECORD);
  });
}

function cell(text: string, most: number): string {
  return cut(
    inCode(text.slice(0, 4 * CELL))
      .replaceAll(/\s+/g, ' ')
      .trim(),
    most,
  );
}

/** One line for each bar: label, bar, text. */
export function barLines(bars: readonly Bar[], max: number): readonly string[] {
  const shown = bars.map((bar) => ({
    ...bar,
    label: cell(bar.label, LABEL),
    text: cell(bar.text, AMOUNT),
  }));
  const widest = (texts: readonly string[]) => Math.max(0, ...texts.map((text) => text.length));
  const words = widest(shown.map((one) => one.label)) + widest(shown.map((one) => one.text));
  return barRows(shown, max, Math.min(BAR, BAR_ROW - words - 2));
}

/** The curve in blocks of eight heights; a gap is a dot. */
export function sparks({ values, bounds }: Extract<Block, { kind: 'sparkline' }>): string {
  return sparkline(narrowed(values, SPARKS), bounds);
}
