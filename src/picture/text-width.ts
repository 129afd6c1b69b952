/** Widths of DejaVu Sans from the blank to the tilde, in hundredths of the font size. */
const WIDTHS = [
  ...[
    32, 40, 46, 84, 64, 95, 78, 27, 39, 39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64,
  ],
  ...[64, 64, 34, 34, 84, 84, 84, 53, 100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75],
  ...[
    79, 60, 79, 69, 63, 61, 73, 68, 99, 69, 61, 69, 39, 34, 39, 84, 50, 50, 61, 63, 55, 63, 62, 35,
  ],
  ...[
    63, 63, 28, 28, 58, 28, 97, 63, 61, 63, 63, 41, 52, 39, 63, 59, 82, 59, 59, 52, 64, 34, 64, 84,
  ],
];
const FIRST = 32;
/** Of other characters: a letter, and one of scripts with wide ones. */
const OTHER = 68;
const WIDE = 102;
const FIRST_WIDE = 0x1100;
/** Bold letters are that much wider. */
const BOLD = 1.12;

/** About how wide a text is at a font size, in the unit of the size. */
export function widthOf(text: string, size: number, isBold = false): number {
  let sum = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? FIRST;
    sum += WIDTHS[code - FIRST] ?? (code < FIRST_WIDE || code === ELLIPSIS ? OTHER : WIDE);
  }
  return (sum * size * (isBold ? BOLD : 1)) / 100;
}

const ELLIPSIS = 0x2026;

/** The text, cut with an ellipsis at a whole character where it is wider; empty where nothing of it fits. */
export function fitted(text: string, room: number, size: number, isBold = false): string {
  if (widthOf(text, size, isBold) <= room) return text;
  let kept = '';
  let left = room - widthOf('…', size, isBold);
  for (const character of text) {
    left -= widthOf(character, size, isBold);
    if (left < 0) break;
    kept += character;
  }
  return kept === '' ? '' : `${kept.trimEnd()}…`;
}
