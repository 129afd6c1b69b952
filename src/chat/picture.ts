import type { Bar, Column } from './reply.ts';

const LEVELS = '▁▂▃▄▅▆▇█';
/** What was not measured; a blank would look like a low value. */
const GAP = '·';
const PLAIN = /^[ -~]*$/;
/** Shown without a place of their own. */
const COMBINING = /[\p{Mn}\p{Me}]/u;
/** Characters of two places, by block: https://www.unicode.org/reports/tr11/ */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;

/** Values as one row of blocks, oldest first; a gap stays a gap. `bounds` null: their own least and greatest. */
export function sparkline(
  values: readonly (number | null)[],
  bounds: readonly [number, number] | null,
): string {
  const known = values.filter((value): value is number => Number.isFinite(value));
  if (known.length === 0) return '';
  const low = bounds?.[0] ?? known.reduce((least, value) => Math.min(least, value));
  const high = bounds?.[1] ?? known.reduce((most, value) => Math.max(most, value));
  const step = (value: number) => {
    const share = high > low ? Math.min(1, Math.max(0, (value - low) / (high - low))) : 0.5;
    return Math.round(share * (LEVELS.length - 1));
  };
  return values.map((value) => (Number.isFinite(value) ? LEVELS[step(value ?? 0)] : GAP)).join('');
}

/** Fewer values for a narrower row: neighbours are averaged, and a gap stays one only where all are missing. */
export function narrowed(
  values: readonly (number | null)[],
  width: number,
): readonly (number | null)[] {
  if (values.length <= width) return values;
  return Array.from({ length: width }, (_, index) => {
    const from = Math.floor((index * values.length) / width);
    const to = Math.floor(((index + 1) * values.length) / width);
    const span = values.slice(from, to);
    const known = span.filter((value): value is number => Number.isFinite(value));
    return known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0) / known.length;
  });
}

/** A bar of at most `width` characters for `value` of `max`. */
function barOf(value: number, max: number, width: number): string {
  const share = max > 0 && Number.isFinite(value) ? Math.min(1, Math.max(0, value / max)) : 0;
  const full = Math.round(share * width);
  return '█'.repeat(full) + '░'.repeat(width - full);
}

/** Bars under each other: label, bar, text. */
export function barRows(bars: readonly Bar[], max: number, width: number): readonly string[] {
  const labels = bars.reduce((most, { label }) => Math.max(most, placesOf(label)), 0);
  return bars.map((bar) =>
    `${padded(bar.label, labels, 'left')} ${barOf(bar.value, max, width)} ${bar.text}`.trimEnd(),
  );
}

/** Places a table needs to show every cell whole. */
export function tableWidth(columns: readonly Column[], rows: readonly (readonly string[])[]) {
  const widths = widthsOf(columns, rows);
  return widths.reduce((sum, one) => sum + one, 0) + 2 * (columns.length - 1);
}

/** A row of a table that is too wide: its first cell, and the others; what is a word explains itself, a number is named. */
export function recordOf(columns: readonly Column[], row: readonly string[]) {
  const [title = '', ...cells] = row;
  const parts = cells.flatMap((cell, index) => {
    const column = columns[index + 1];
    if (cell === '' || cell === '-') return [];
    return [column?.align === 'right' ? `${inSentence(column.title)} ${cell}` : cell];
  });
  return { title, rest: parts.join(', ') };
}

/** Short forms such as CPU stay as they are. */
function inSentence(title: string): string {
  return /^[A-Z]{2,}$/.test(title) ? title : title.toLowerCase();
}

function widthsOf(columns: readonly Column[], rows: readonly (readonly string[])[]): number[] {
  return columns.map(({ title }, index) =>
    rows.reduce((most, row) => Math.max(most, placesOf(row[index] ?? '')), placesOf(title)),
  );
}

/**
 * A table as aligned lines, its heading first. When it is wider than `width` characters, the widest columns are cut
 * with an ellipsis; a column keeps at least 4. Cells are single lines.
 */
export function tableRows(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
): readonly string[] {
  const cells = [columns.map((column) => column.title), ...rows];
  const widths = shrink(widthsOf(columns, rows), width - 2 * (columns.length - 1));
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

/** Cuts at a whole character and says so with an ellipsis. */
export function cut(text: string, width: number): string {
  if (placesOf(text) <= width) return text;
  let kept = '';
  let places = 1;
  for (const character of text) {
    places += placesOf(character);
    if (places > width) break;
    kept += character;
  }
  return `${kept}…`;
}

/** Places that a text takes on a terminal. */
export function placesOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let places = 0;
  for (const character of text) {
    if (!COMBINING.test(character)) places += WIDE.test(character) ? 2 : 1;
  }
  return places;
}

function padded(text: string, width: number, align: Column['align']): string {
  const room = ' '.repeat(Math.max(0, width - placesOf(text)));
  return align === 'left' ? text + room : room + text;
}
