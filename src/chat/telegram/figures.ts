import { barRows, narrowed, recordOf, sparkline, tableRows, tableWidth } from '../picture.ts';
import type { Block } from '../reply.ts';
import { visible } from '../visible.ts';
import { shorten } from './escape.ts';

type Table = Extract<Block, { kind: 'table' }>;
type Bars = Extract<Block, { kind: 'bars' }>;
type Sparkline = Extract<Block, { kind: 'sparkline' }>;

/** Characters of a row of a fixed-width block that a phone shows without breaking it. */
const WIDTH = 38;
/** Characters of a cell of a row that stands as text. */
const MAX_CELL = 200;
/** Characters of a bar's label and of its text. */
const MAX_LABEL = 18;
const MAX_TEXT = 8;
const BAR_WIDTH = 10;
/** Characters of a sparkline; wider ones wrap on a phone. */
const SPARK_WIDTH = 28;

/** A table in fixed width, its title row first; where a phone would break its rows, each as text with its first cell apart. */
export type Drawn =
  | { readonly kind: 'rows'; readonly rows: readonly string[] }
  | { readonly kind: 'records'; readonly records: readonly { title: string; rest: string }[] };

export function drawTable({ columns, rows }: Table): Drawn {
  const titles = columns.map((column) => ({ ...column, title: oneLine(column.title, MAX_CELL) }));
  const cells = rows.map((row) => columns.map((_, index) => oneLine(row[index] ?? '', MAX_CELL)));
  if (tableWidth(titles, cells) > WIDTH) {
    return { kind: 'records', records: cells.map((row) => recordOf(titles, row)) };
  }
  return { kind: 'rows', rows: tableRows(titles, cells, WIDTH) };
}

/** One line per bar: label, bar, text. */
export function barLines({ bars, max }: Bars): readonly string[] {
  const shown = bars.map((bar) => ({
    ...bar,
    label: oneLine(bar.label, MAX_LABEL),
    text: oneLine(bar.text, MAX_TEXT),
  }));
  return barRows(shown, max, BAR_WIDTH);
}

/** Values as small columns, oldest first; a gap is a dot. */
export function sparkText({ values, bounds }: Sparkline): string {
  return sparkline(narrowed(values, SPARK_WIDTH), bounds);
}

function oneLine(text: string, most: number): string {
  return shorten(visible(text).replaceAll('\n', ' '), most);
}
