/** Longest line, and longest entry, in bytes. */
export const MAX_LINE = 16 * 1024;
export const CUT = ' … [cut]';

export interface SplitLines {
  readonly lines: readonly string[];
  /** Bytes that were taken: all but a half line at the end. */
  readonly used: number;
  /** The last line was too long and has not ended. */
  readonly isWithin: boolean;
}

/**
 * Whole lines of bytes. A line that has not ended waits, unless it is too long, or `isLast`: nothing comes any more. What
 * is no UTF-8 is replaced. `isWithin`: the bytes begin within a line that was too long.
 */
export function splitLines(
  bytes: Buffer,
  options: { readonly isWithin: boolean; readonly isLast?: boolean },
): SplitLines {
  const lines: string[] = [];
  let from = 0;
  let { isWithin } = options;
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
    if (!isWithin) lines.push(lineOf(bytes.subarray(from, end)));
    isWithin = false;
    from = end + 1;
  }
  const rest = bytes.subarray(from);
  if (rest.length === 0) return { lines, used: from, isWithin };
  const isLong = rest.length > MAX_LINE;
  if (!(isWithin || isLong || options.isLast === true)) return { lines, used: from, isWithin };
  if (!isWithin) lines.push(lineOf(rest));
  return { lines, used: bytes.length, isWithin: true };
}

// Escape sequences that colour a terminal, and every other control character but the tabulator.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const CONTROL = /\x1b\[[\d;?]{0,40}[A-Za-z]|[\x00-\x08\x0b-\x1f\x7f]/g;

function lineOf(bytes: Buffer): string {
  const isLong = bytes.length > MAX_LINE;
  const text = bytes.toString('utf8', 0, isLong ? MAX_LINE : bytes.length);
  return text.replaceAll(CONTROL, '') + (isLong ? CUT : '');
}
