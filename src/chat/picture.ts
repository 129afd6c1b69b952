import type { Bar, Column } from './reply.ts';

const LEVELS = '▁▂▃▄▅▆▇█';
const GAP = ' ';

/** Values as one row of blocks, oldest first; a gap stays a gap. `bounds` null: their own least and greatest. */
export function sparkline(
  values: readonly (number | null)[],
  bounds: readonly [number, number] | null,
): string {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return '';
  const low = bounds?.[0] ?? Math.min(...known);
  const high = bounds?.[1] ?? Math.max(...known);
  const step = (value: number) => {
    const share = high === low ? 0.5 : (value - low) / (high - low);
    return Math.min(LEVELS.length - 1, Math.max(0, Math.floor(share * LEVELS.length)));
  };
  return values.map((value) => (value === null ? GAP : LEVELS[step(value)])).join('');
}

/** A bar of at most `width` characters for `value` of `max`. */
export function barOf(value: number, max: number, width: number): string {
  const share = max <= 0 ? 0 : Math.min(1, Math.max(0, value / max));
  const full = Math.round(share * width);
  return '█'.repeat(full) + '░'.repeat(width - full);
}

/** Bars under each other: label, bar, text. */
export function barRows(bars: readonly Bar[], max: number, width: number): readonly string[] {
  const labels = Math.max(0, ...bars.map((bar) => charactersIn(bar.label)));
  return bars.map(
    (bar) => `${padded(bar.label, labels, 'left')} ${barOf(bar.value, max, width)} ${bar.text}`,
  );
}

/**
 * A table as aligned lines, its heading first. When it is wider than `width` characters, the widest columns are cut
 * with an ellipsis; a column keeps at least 4.
 */
export function tableRows(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
): readonly string[] {
  const cells = [columns.map((column) => column.title), ...rows].map((row) => row.map(oneLine));
  const widths = shrink(
    columns.map((_, index) => Math.max(...cells.map((row) => charactersIn(row[index] ?? '')))),
    width - 2 * (columns.length - 1),
  );
  return cells.map((row) =>
    columns
      .map((column, index) =>
        padded(cut(row[index] ?? '', widths[index] ?? 0), widths[index] ?? 0, column.align),
      )
      .join('  ')
      .trimEnd(),
  );
}

function shrink(widths: number[], room: number): readonly number[] {
  const result = [...widths];
  let excess = result.reduce((sum, one) => sum + one, 0) - room;
  while (excess > 0) {
    const widest = Math.max(...result);
    if (widest <= 4) break;
    result[result.indexOf(widest)] = widest - 1;
    excess--;
  }
  return result;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

/** Cuts at a whole character and says so with an ellipsis. */
export function cut(text: string, width: number): string {
  const characters = [...text];
  return characters.length <= width
    ? text
    : `${characters.slice(0, Math.max(0, width - 1)).join('')}…`;
}

function charactersIn(text: string): number {
  return [...text].length;
}

function padded(text: string, width: number, align: Column['align']): string {
  const room = ' '.repeat(Math.max(0, width - charactersIn(text)));
  return align === 'left' ? text + room : room + text;
}
