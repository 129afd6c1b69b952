import type { RawRow } from '../body.ts';
import { shown } from '../fields.ts';
import { legalName } from './legal-name.ts';
import type { SentRow } from './sent-row.ts';
import { broken, sent } from './sent-row.ts';

/** A row with where it stands: the number of its line, from 1, and its field where there is one. */
export interface LineRow {
  readonly place: string;
  readonly row: RawRow;
}

/** Fields of one line: more than a request may have values. */
const MAX_FIELDS = 50_000;
/** Characters of one line. */
const MAX_LINE = 262_144;
const TOO_LONG = `the line is longer than ${MAX_LINE} characters — send fewer fields in one`;
/** Tags that are looked at: of more it is enough to know that there are too many. */
const MAX_TAGS = 100;

/**
 * Reads InfluxDB's line protocol, line by line, one row for each field. `unit` is how many milliseconds a timestamp
 * counts. https://docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol/
 */
export function* rowsOfLines(text: string, unit: number): Generator<readonly LineRow[]> {
  let number = 0;
  for (let start = 0; start < text.length; ) {
    const { end, isOpen } = endOfLine(text, start);
    const line = text.slice(start, end).trim();
    const place = `line ${++number}`;
    number += line.split('\n').length - 1;
    start = end + 1;
    if (line === '' || line.startsWith('#')) yield [];
    else if (isOpen) yield [{ place, row: broken('a quote is not closed — send it to its end') }];
    else if (line.length > MAX_LINE) yield [{ place, row: broken(TOO_LONG) }];
    else yield rowsOfLine(line, unit, place);
  }
}

/** Line breaks within a quoted text are part of it; a text that nothing closes ends with its line. */
function endOfLine(text: string, start: number): { end: number; isOpen: boolean } {
  let isInFields = false;
  let isOpen = false;
  let lineEnd: number | null = null;
  for (let at = start; at < text.length; at += stepAt(text, at)) {
    const sign = text[at];
    if (sign === '\n' && !isOpen) return { end: at, isOpen };
    if (sign === '\n') lineEnd ??= at;
    if (sign === ' ') isInFields = true;
    else if (isInFields && isQuote(text, at, isOpen)) {
      isOpen = !isOpen;
      lineEnd = null;
    }
  }
  // No quote is left behind it: this happens once in a body.
  return { end: lineEnd ?? text.length, isOpen };
}

/** A backslash and what follows it are one, but for the end of a line. */
function stepAt(text: string, at: number): number {
  return text[at] === '\\' && text[at + 1] !== '\n' ? 2 : 1;
}

/** Quotes open a value at its beginning, and close it. */
function isQuote(text: string, at: number, isOpen: boolean): boolean {
  return text[at] === '"' && (isOpen || text[at - 1] === '=');
}

function rowsOfLine(line: string, unit: number, place: string): readonly LineRow[] {
  const parts = split(line, ' ', { most: MAX_PARTS, quotedFrom: 1 }).filter((part) => part !== '');
  const [head = '', fields = '', time] = parts;
  const [measurement = [], ...tags] = split(head, ',', { most: MAX_TAGS + 1 }).map((part) =>
    split(part, '=', { most: MAX_PARTS }),
  );
  const at = time === undefined ? null : timeOf(time, unit);
  const labels = tags.map(([tag = '', ...value]) => {
    return [legalName(plain(tag)), plain(value.join('='))] as const;
  });
  const wrong =
    wrongLine(parts) ??
    (tags.length >= MAX_TAGS ? `there are ${MAX_TAGS} tags or more — send at most 20` : null) ??
    (tags.some((tag) => tag.length !== 2 || tag.includes('')) ? HALF_TAG : null) ??
    (typeof at === 'string' ? at : null);
  if (wrong !== null) return [{ place, row: broken(wrong) }];
  const hints = labels.filter(([tag]) => tag === 'host').map(([, host]) => host);
  const own = { labels, hints, at: at as number | null };
  const name = plain(measurement.join('='));
  const all = split(fields, ',', { most: MAX_FIELDS, quotedFrom: 0 }).map((field) =>
    split(field, '=', { most: MAX_PARTS, quotedFrom: 0 }),
  );
  return all.map(([key = '', ...value]) => {
    const isAlone = all.length === 1 && key === 'value';
    const metric = legalName(isAlone ? name : `${name}.${plain(key)}`);
    const row = rowOf(key, value.join('='), { ...own, metric });
    return { place: `${place}, ${metric.slice(0, 60)}`, row };
  });
}

function wrongLine(parts: readonly string[]): string | null {
  if (parts.length < 2) return 'it has no field — write measurement,tag=a field=1';
  return parts.length > 3 ? 'there is more behind the time — put \\ before blanks in names' : null;
}

/** Pieces of a line, and of a tag: more than each has. */
const MAX_PARTS = 10;
const HALF_TAG = 'a tag has no name or no value — write tag=value';

function rowOf(key: string, value: string, row: Omit<SentRow, 'value'>): RawRow {
  if (key === '' || value === '') return broken('the field is cut off — write field=1');
  if (value.startsWith('"')) return broken('a text is no measurement — leave the field out');
  const read = numberIn(value);
  return read === null
    ? broken(`${shown(value)} is no value — write 1.5, 1i, 1u, true or false`)
    : sent({ ...row, value: read });
}

const BOOLEANS: ReadonlyMap<string, number> = new Map([
  ...['t', 'T', 'true', 'True', 'TRUE'].map((text) => [text, 1] as const),
  ...['f', 'F', 'false', 'False', 'FALSE'].map((text) => [text, 0] as const),
]);

function numberIn(text: string): number | null {
  const isTrue = BOOLEANS.get(text);
  if (isTrue !== undefined) return isTrue;
  const number = /^([-+]?\d+)[iu]$/.exec(text)?.[1] ?? text;
  return /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(number) ? Number(number) : null;
}

function timeOf(text: string, unit: number): number | string {
  return /^-?\d{1,19}$/.test(text)
    ? Math.floor(Number(text) * unit)
    : `${shown(text)} is no time — write a whole number in the precision of the request`;
}

/**
 * Parts between separators that have no backslash before them, and behind `most` of them the rest. In parts from `quotedFrom` on a value may stand in quotes,
 * with separators in it.
 */
function split(
  text: string,
  separator: string,
  { most, quotedFrom = NEVER }: { readonly most: number; readonly quotedFrom?: number },
): readonly string[] {
  const parts: string[] = [];
  let start = 0;
  let isOpen = false;
  for (let at = 0; at < text.length && parts.length < most; at += stepAt(text, at)) {
    const sign = text[at];
    if (parts.length >= quotedFrom && isQuote(text, at, isOpen)) isOpen = !isOpen;
    else if (sign === separator && !isOpen) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...parts, text.slice(start)];
}

const NEVER = Number.POSITIVE_INFINITY;

function plain(text: string): string {
  return text.replaceAll(/\\([,= ])/g, '$1');
}
