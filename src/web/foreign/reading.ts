import { createHash } from 'node:crypto';
import type { Severity } from '../../model/alert.ts';
import type { ForeignAlert } from '../../model/foreign-alert.ts';
import { FOREIGN_SENDER, FOREIGN_URL } from '../../model/foreign-alert.ts';
import type { Labels } from '../../model/sample.ts';
import type { Instant } from '../../model/time.ts';
import { shown } from '../fields.ts';

/** Alerts of clusters carry some 30 labels. */
const MAX_LABELS = 64;
const MAX_NAME = 200;
const MAX_VALUE = 500;
export const MAX_LINE = 300;
export const MAX_DETAIL = 1_000;
const MAX_URL = 2_000;
/** Names that every object of JavaScript answers to, and labels that are ours. */
const RESERVED = new Set(['__proto__', 'constructor', 'prototype', FOREIGN_URL, FOREIGN_SENDER]);

export type Fields = Readonly<Record<string, unknown>>;

/** What one alert of a body is, or why it is none. */
export type Read = ForeignAlert | string;

/** An object's fields; other products may add some at any time. Null when it is no object. */
export function objectIn(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : null;
}

/** On one line, at most so long; what is cut ends with `…`. */
export function lineIn(value: unknown, most = MAX_LINE): string | null {
  if (typeof value !== 'string') return null;
  // More is never shown, and a pattern over all of a huge text would take its time.
  const text = value
    .slice(0, most * 4)
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  if (text === '') return null;
  return (text.length > most ? `${text.slice(0, most - 1)}…` : text).toWellFormed();
}

/** Of a text that is longer than is kept. */
export function cutNote(what: string, value: unknown, most: number): readonly string[] {
  if (typeof value !== 'string' || value.length <= most) return [];
  return [`${what} has ${value.length} characters: cut to ${most}`];
}

export interface ReadLabels {
  /** As they are kept. */
  readonly labels: Labels;
  readonly cut: readonly string[];
}

/** Labels as they are kept; a text says why they are none. An empty one is none, as in Prometheus. */
export function labelsIn(value: unknown): ReadLabels | string {
  if (value === undefined || value === null) return 'labels are missing — add an object of texts';
  const fields = objectIn(value);
  if (fields === null) return `labels: ${shown(value)} — write an object of texts`;
  const given = Object.entries(fields).filter(([, one]) => one !== '');
  const wrong = given.find(([, one]) => typeof one === 'object');
  if (wrong) return `label ${shown(wrong[0])}: ${shown(wrong[1])} — write a text`;
  const named = given.filter(([name]) => isName(name));
  if (named.length === 0) return 'labels: there is none — add at least alertname';
  const kept = named.slice(0, MAX_LABELS);
  const without = given.length - kept.length;
  return {
    labels: Object.fromEntries(kept.map(([name, one]) => [name.toWellFormed(), keptValue(one)])),
    cut: [
      ...(without > 0 ? [`${without} of its ${given.length} labels are left out`] : []),
      ...kept.flatMap(([name, one]) => cutNote(`label ${shown(name)}`, one, MAX_VALUE)),
    ],
  };
}

function isName(name: string): boolean {
  return name !== '' && name.length <= MAX_NAME && !RESERVED.has(name);
}

function keptValue(value: unknown): string {
  const text = String(value).toWellFormed();
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE - 1)}…` : text;
}

/** The same for the same labels, in whatever order they come; of them all, also of what is not kept. */
export function markOf(labels: unknown): string {
  return digest(JSON.stringify(Object.entries(objectIn(labels) ?? {}).sort()));
}

export function digest(text: string): string {
  return createHash('sha256').update(text.toWellFormed()).digest('hex').slice(0, 24);
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** A time of RFC 3339; null where none is given. A text says why it is none. */
export function timeIn(what: string, value: unknown): Instant | null | string {
  // Go's zero time stands for none: https://pkg.go.dev/time#Time.IsZero
  if (value == null || value === '' || String(value).startsWith('0001-01-01T')) return null;
  const read = typeof value === 'string' && ISO.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isFinite(read)) return read;
  return `${what}: ${shown(value)} — write a time such as 2030-01-15T12:00:00Z`;
}

/** An address that a card may link to, or null. */
export function urlIn(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > MAX_URL) return null;
  return /^https?:\/\/\S+$/.test(value) && URL.canParse(value) ? value : null;
}

/** What others call what; `docs/other-alerts.md` shows the same. */
export const SEVERITY_WORDS: Readonly<Record<Severity, readonly string[]>> = {
  info: ['info', 'information', 'informational', 'notice', 'debug', 'none', 'low', 'p5', 'p4'],
  warning: ['warning', 'warn', 'minor', 'medium', 'moderate', 'p3'],
  error: ['error', 'err', 'major', 'high', 'p2'],
  critical: ['critical', 'crit', 'page', 'p1'],
  emergency: ['emergency', 'emerg', 'fatal', 'disaster', 'p0'],
};
const SEVERITY_OF = new Map(
  Object.entries(SEVERITY_WORDS).flatMap(([severity, words]) =>
    words.map((word) => [word, severity as Severity] as const),
  ),
);
const SEVERITY_LABELS = ['severity', 'priority', 'level'];

/** By the first of the labels that says one we know; else `otherwise`. */
export function severityIn(labels: Labels, otherwise: Severity): Severity {
  for (const name of SEVERITY_LABELS) {
    const found = SEVERITY_OF.get((labels[name] ?? '').trim().toLowerCase());
    if (found !== undefined) return found;
  }
  return otherwise;
}

const ABOUT = ['target', 'host', 'hostname', 'instance', 'node', 'nodename'];

/** What an alert with such labels may be about. */
export function aboutOf(labels: Labels): readonly string[] {
  return ABOUT.flatMap((name) => labels[name] ?? []);
}
