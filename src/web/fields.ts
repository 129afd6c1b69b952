import { nearest } from '../model/nearest.ts';
import type { Instant } from '../model/time.ts';
import { MINUTE } from '../model/time.ts';

/** How far a sender's clock may be ahead. */
const MAX_AHEAD = 5 * MINUTE;
const MAX_LABELS = 20;
/** Characters of a label's value. */
const MAX_VALUE = 200;
const MAX_KEY = 200;
const NAME = /^[a-zA-Z_][\w.:-]{0,199}$/;
/** Names that every object of JavaScript answers to. */
const RESERVED = new Set(['__proto__', 'constructor', 'prototype']);
const CONTROL = /\p{Cc}/u;
/** Seconds below this, milliseconds from it on: as milliseconds it is 1973, as seconds the year 5138. */
const FIRST_MS = 1e11;
const ISO = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;

/** Times that are taken. */
export interface Period {
  readonly now: Instant;
  /** Nothing older is kept. */
  readonly oldest: Instant;
}

export type Fields = Readonly<Record<string, unknown>>;

/** Own fields of an object that has no others than `known`, or why it is none. */
export function fieldsOf(row: unknown, known: readonly string[]): Fields | string {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) {
    return `${shown(row)} is no row — write an object such as {"${known[0]}": ...}`;
  }
  const unknown = Object.keys(row).find((name) => !known.includes(name));
  if (unknown === undefined) return row as Fields;
  const meant = nearest(unknown, known);
  const hint = meant === undefined ? `write only ${known.join(', ')}` : `did you mean ${meant}?`;
  return `${shown(unknown)} is no field — ${hint}`;
}

export function wrongText(what: string, value: unknown, most = MAX_KEY): string | null {
  if (value === undefined) return `${what} is missing — add it`;
  if (typeof value !== 'string') return `${what}: ${shown(value)} — write a text`;
  if (value.trim() === '') return `${what} is empty — write a text`;
  if (value.length > most) return `${what} is longer than ${most} characters — shorten it`;
  return what !== 'message' && CONTROL.test(value)
    ? `${what} has a control character — leave it out`
    : null;
}

export function wrongName(what: string, value: unknown): string | null {
  if (value === undefined) return `${what} is missing — add it`;
  if (typeof value === 'string' && NAME.test(value) && !RESERVED.has(value)) return null;
  return `${what}: ${shown(value)} — write a name of letters, digits, _ . : and -, at most 200, that begins with a letter or _`;
}

export function wrongLabels(labels: unknown): string | null {
  if (labels === undefined || labels === null) return null;
  if (typeof labels !== 'object' || Array.isArray(labels)) {
    return `labels: ${shown(labels)} — write an object of texts such as {"queue": "mail"}`;
  }
  const entries = Object.entries(labels);
  if (entries.length > MAX_LABELS) {
    return `labels: there are ${entries.length} — send at most ${MAX_LABELS}`;
  }
  for (const [name, value] of entries) {
    const wrong =
      wrongName('name of a label', name) ??
      (value === '' ? null : wrongText(`label ${name}`, value, MAX_VALUE));
    if (wrong !== null) return wrong;
  }
  return null;
}

export function wrongKey(key: unknown): string | null {
  return key == null ? null : wrongText('idempotency_key', key);
}

/** When it was measured; now where nothing is said. A text says why that cannot be. */
export function instantOf(at: unknown, period: Period): Instant | string {
  if (at === undefined || at === null) return period.now;
  const read = typeof at === 'string' && ISO.test(at) ? Date.parse(at) : numberOf(at);
  return within(read, period, at);
}

/** A time in milliseconds when such times are taken, else why not; `at` is what was sent. */
export function within(
  read: number,
  { now, oldest }: Period,
  at: unknown = read,
): Instant | string {
  if (!Number.isFinite(read)) {
    return `at: ${shown(at)} — write milliseconds or seconds since 1970, or a time with its zone such as 2030-01-15T12:00:00Z`;
  }
  const when = Math.round(read);
  if (when > now + MAX_AHEAD) {
    return `at: ${shown(at)} is more than 5 minutes in the future — set the sender's clock`;
  }
  if (when < oldest) return `at: ${shown(at)} is older than what is kept — leave the row out`;
  return when;
}

function numberOf(at: unknown): number {
  if (typeof at !== 'number') return Number.NaN;
  return Math.abs(at) < FIRST_MS ? at * 1_000 : at;
}

/** What was sent, short enough for an answer. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
