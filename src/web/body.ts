import { refuse } from './refuse.ts';

/** Deepest nesting of a row, its own braces included: `research/reliability.md`, T16. */
const MAX_DEPTH = 20;

/** One row as it was sent: its value, or why it cannot be read. */
export type RawRow =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'broken'; readonly reason: string };

/** A piece of text that should be one JSON value. */
interface Piece {
  readonly text: string;
  readonly depth: number;
  /** Colons outside of texts: as many as there are keys. */
  readonly colons: number;
  /** Commas and brackets that open outside of texts: at least as many as there are values. */
  readonly values: number;
  /** What is opened in it is closed in it. */
  readonly closed: boolean;
}

const BROKEN =
  'this is no valid JSON — check quotes, commas and brackets; NaN and Infinity are none';
const CUT_OFF = 'this is cut off — send the row to its end';
const TOO_DEEP = `this is nested deeper than ${MAX_DEPTH} — a row is one object with at most \`labels\` inside`;
/** Values in one text that is parsed as a whole: of some 100 ms. */
const MAX_VALUES = 500_000;
const TOO_MANY = `the body has more than ${MAX_VALUES} values — send fewer rows at once`;
const TWICE = 'a key stands twice in it — keep one of them';

/**
 * The rows of a body: one object, an array of them, or one per line. Each is read by itself, so that a broken one does
 * not take the others with it; nothing nested too deep is parsed at all. Reading stops behind `most` rows.
 */
export function rowsOf(body: string, most: number): readonly RawRow[] {
  const text = body.replace(/^\uFEFF/, '').trim();
  if (text === '') return [];
  const all = text.startsWith('[') ? read(measured(text), MAX_DEPTH + 1) : null;
  if (all?.kind === 'json') return (all.value as unknown[]).map(asRow);
  if (all !== null) return pieces(text.slice(1), most).map((piece) => read(piece));
  const whole = read(measured(text));
  const lines = text.split('\n', most + 1).filter((line) => line.trim() !== '');
  if (whole.kind === 'json' || lines.length === 1) return [whole];
  return lines.map((line) => read(measured(line)));
}

/**
 * One JSON value that is nested at most `most` deep; nothing deeper is parsed at all.
 *
 * @throws Refused when there are more values in it than may be parsed at once.
 */
export function jsonIn(text: string, most: number): RawRow {
  const piece = measured(text.replace(/^\uFEFF/, '').trim());
  if (piece.values > MAX_VALUES) refuse(413, TOO_MANY);
  return read(piece, most);
}

function asRow(value: unknown): RawRow {
  return { kind: 'json', value };
}

function read({ text, depth, colons, closed }: Piece, most = MAX_DEPTH): RawRow {
  if (depth > most) return { kind: 'broken', reason: TOO_DEEP };
  try {
    const value: unknown = JSON.parse(text);
    return keysIn(value) === colons ? { kind: 'json', value } : { kind: 'broken', reason: TWICE };
  } catch {
    return { kind: 'broken', reason: closed ? BROKEN : CUT_OFF };
  }
}

/** Of two keys of the same name JSON.parse keeps one: then there are fewer than colons. */
function keysIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inside = Object.values(value);
  const own = Array.isArray(value) ? 0 : inside.length;
  return inside.reduce((sum: number, one) => sum + keysIn(one), own);
}

function measured(text: string): Piece {
  let depth = 0;
  let deepest = 0;
  let colons = 0;
  let values = 0;
  let at = 0;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = textEnd(text, at);
    else if (code === COLON) colons++;
    else if (code === COMMA) values++;
    else if (isOpening(code)) {
      values++;
      deepest = Math.max(deepest, ++depth);
    } else if (isClosing(code)) depth--;
  }
  const closed = at === text.length && depth <= 0;
  return { text, depth: deepest, colons, values, closed };
}

function isOpening(code: number): boolean {
  return code === OPEN_ARRAY || code === OPEN_OBJECT;
}

function isClosing(code: number): boolean {
  return code === CLOSE_ARRAY || code === CLOSE_OBJECT;
}

/** Where the text that begins at `start` has its second quote; behind the end when it has none. */
function textEnd(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let before = at;
    while (text.charCodeAt(before - 1) === BACKSLASH) before--;
    if ((at - before) % 2 === 0) return at;
  }
  return text.length;
}

/** What stands between the commas of an array whose bracket is open already, and what stands behind it. */
function pieces(text: string, most: number): readonly Piece[] {
  const found: string[] = [];
  let start = 0;
  while (found.length <= most) {
    const end = nextCut(text, start);
    if (end === text.length) break;
    found.push(text.slice(start, end).trim());
    start = end + 1;
    if (text.charCodeAt(end) === CLOSE_ARRAY) break;
  }
  const rest = text.slice(start).trim();
  return [...found, ...(rest === '' ? [] : [rest])].map(measured);
}

/** Where the array has its next comma, or its end; the end of the text when it has neither. */
function nextCut(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (depth === 0 && (code === COMMA || code === CLOSE_ARRAY)) return at;
    if (code === QUOTE) at = textEnd(text, at);
    else depth += STEP.get(code) ?? 0;
  }
  return text.length;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

const STEP: ReadonlyMap<number, number> = new Map([
  [OPEN_ARRAY, 1],
  [OPEN_OBJECT, 1],
  [CLOSE_ARRAY, -1],
  [CLOSE_OBJECT, -1],
]);
