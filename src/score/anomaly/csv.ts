import type { Instant } from '../../model/time.ts';

/** The first line of a file of samples. */
export const HEADER = 'timestamp,value';

/** One row of such a file; a value that is not there is null. */
export type Row =
  | { readonly kind: 'row'; readonly at: Instant; readonly value: number | null }
  | { readonly kind: 'problem'; readonly message: string };

const MISSING: ReadonlySet<string> = new Set(['', 'nan', 'null', 'none', 'na', 'n/a']);
const TIME = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?([.,]\d{1,9})?)? ?(Z|[+-]\d\d:?\d\d)?$/i;

export function isHeader(line: string): boolean {
  const [time, value, ...others] = fieldsOf(line.replace(/^\uFEFF/, ''));
  return `${time},${value}`.toLowerCase() === HEADER && others.length === 0;
}

/** Reads `2026-03-01 12:00:00,42.5` or the same with an ISO 8601 time; without a zone it is UTC. */
export function readRow(line: string): Row {
  const [time = '', value, ...others] = fieldsOf(line);
  if (value === undefined || others.length > 0) {
    return { kind: 'problem', message: `needs a timestamp, a comma and a value` };
  }
  const at = readTime(time);
  if (at === null) {
    const message = `“${shortened(time)}” is not a time such as 2026-03-01 12:00:00 or 2026-03-01T12:00:00Z`;
    return { kind: 'problem', message };
  }
  if (MISSING.has(value.toLowerCase())) return { kind: 'row', at, value: null };
  if (/^[+-]?inf(inity)?$/i.test(value)) return { kind: 'row', at, value: null };
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value)) {
    return { kind: 'problem', message: `“${shortened(value)}” is not a number` };
  }
  const number = Number(value);
  return { kind: 'row', at, value: Number.isFinite(number) ? number : null };
}

function fieldsOf(line: string): readonly string[] {
  return line.split(',').map((field) =>
    field
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .trim(),
  );
}

function readTime(text: string): Instant | null {
  const [, day, minute = '00:00', second = ':00', part = '', zone = 'Z'] = TIME.exec(text) ?? [];
  if (day === undefined) return null;
  const offset = zone.toUpperCase().replace(/^([+-]\d\d)(\d\d)$/, '$1:$2');
  const at = Date.parse(`${day}T${minute}${second}${part.replace(',', '.').slice(0, 4)}${offset}`);
  return Number.isNaN(at) ? null : at;
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
