import type { RE2JS } from 're2js';

/** Lines of an answer that are looked at, and columns of each. */
export const MAX_ROWS = 500;
const MAX_COLUMNS = 100;
/** Bytes between columns and rows of sqlite3's mode `ascii`: https://sqlite.org/cli.html#output_formats */
export const UNIT_SEPARATOR = '\x1f';
export const RECORD_SEPARATOR = '\x1e';

/** What stands in one line of an answer, by key, column or group. */
export type Row = ReadonlyMap<string, string>;

/** Lines of `key=value` or `key: value`, as one row; a key that comes again counts last. */
export function keyValueRows(text: string): readonly Row[] {
  const row = new Map<string, string>();
  for (const line of linesOf(text)) {
    const at = line.search(/[=:]/);
    const key = at > 0 ? line.slice(0, at).trim() : '';
    if (key !== '' && row.size < MAX_ROWS) row.set(key, unquoted(line.slice(at + 1).trim()));
  }
  return row.size === 0 ? [] : [row];
}

function unquoted(text: string): string {
  return /^(["']).*\1$/.test(text) ? text.slice(1, -1) : text;
}

/** A table with a first line that names its columns; what is too much for the last column belongs to it. */
export function tableRows(text: string, separator: string | null): readonly Row[] {
  const [head, ...lines] = linesOf(text);
  if (head === undefined) return [];
  const columns = cellsOf(head, separator, MAX_COLUMNS);
  return lines.map((line) => rowOf(columns, cellsOf(line, separator, columns.length)));
}

function cellsOf(line: string, separator: string | null, most: number): readonly string[] {
  const cells =
    separator === null ? line.trim().split(/\s+/) : line.split(separator).map((one) => one.trim());
  if (cells.length <= most) return cells.map(unquoted);
  const rest = cells.slice(most - 1).join(separator ?? ' ');
  return [...cells.slice(0, most - 1), rest].map(unquoted);
}

/** Rows of sqlite3's mode `ascii` with their header. */
export function sqliteRows(text: string): readonly Row[] {
  const [head, ...records] = text.split(RECORD_SEPARATOR, MAX_ROWS + 1);
  if (head === undefined || head.trim() === '') return [];
  const columns = head.split(UNIT_SEPARATOR).slice(0, MAX_COLUMNS);
  return records
    .filter((record) => record.includes(UNIT_SEPARATOR) || record.trim() !== '')
    .map((record) => rowOf(columns, record.split(UNIT_SEPARATOR)));
}

/** Named groups of every place that fits, each as a row. */
export function patternRows(text: string, pattern: RE2JS): readonly Row[] {
  const names = Object.keys(pattern.namedGroups());
  const rows: Row[] = [];
  const matcher = pattern.matcher(text);
  while (rows.length < MAX_ROWS && matcher.find()) {
    rows.push(new Map(names.flatMap((name) => pairOf(name, matcher.group(name)))));
  }
  return rows;
}

function pairOf(name: string, value: string | null): [string, string][] {
  return value === null ? [] : [[name, value]];
}

function rowOf(columns: readonly string[], cells: readonly string[]): Row {
  return new Map(columns.flatMap((column, index) => pairOf(column, cells[index] ?? null)));
}

function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.replace(/\r$/, ''))
    .filter((line) => line.trim() !== '')
    .slice(0, MAX_ROWS + 1);
}
