import { barRows, narrowed, sparkline, tableRows } from '../picture.ts';
import type { Block } from '../reply.ts';
import { cleanText, shorten } from './escape.ts';

type Table = Extract<Block, { kind: 'table' }>;
type Bars = Extract<Block, { kind: 'bars' }>;
type Sparkline = Extract<Block, { kind: 'sparkline' }>;

/** Characters of a cell; a phone shows about 40 in a row of a fixed-width block. */
const MAX_CELL = 40;
const BAR_WIDTH = 10;
/** Characters of a sparkline; wider ones wrap on a phone. */
const SPARK_WIDTH = 28;

/** Rows of a table in fixed width, title row first; text only. */
export function tableLines({ columns, rows }: Table): readonly string[] {
  const titles = columns.map((column) => ({ ...column, title: oneLine(column.title) }));
  const cells = rows.map((row) => columns.map((_, index) => oneLine(row[index] ?? '')));
  return tableRows(titles, cells, Number.POSITIVE_INFINITY);
}

/** One line per bar: label, bar, text. */
export function barLines({ bars, max }: Bars): readonly string[] {
  const shown = bars.map((bar) => ({ ...bar, label: oneLine(bar.label), text: oneLine(bar.text) }));
  return barRows(shown, max, BAR_WIDTH);
}

/** Values as small columns, oldest first; a gap is a dot. */
export function sparkText({ values, bounds }: Sparkline): string {
  return sparkline(narrowed(values, SPARK_WIDTH), bounds);
}

function oneLine(text: string): string {
  return shorten(cleanText(text).replaceAll('\n', ' '), MAX_CELL);
}
