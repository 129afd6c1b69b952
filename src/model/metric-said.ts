import type { Doer } from './alert.ts';
import type { MetricBand, MetricDefinition, MetricType, Operator, Unit } from './metric.ts';
import { METRIC_TYPES, UNITS } from './metric.ts';
import type { Instant } from './time.ts';

/** What somebody says of a metric; what is not said stays as it is. */
export type MetricSaid = Omit<MetricDefinition, 'title' | 'unit' | 'isTruth'> &
  Partial<Pick<MetricDefinition, 'title' | 'unit'>>;

/** What was said of a metric while the monitor ran. */
export interface RegisteredMetric {
  readonly said: MetricSaid;
  /** A person in a chat, or a program that reports it. */
  readonly source: 'person' | 'program';
  readonly by: Doer;
  readonly at: Instant;
}

const NAME = /^[a-zA-Z_][\w.:-]{0,199}$/;
const NAME_HINT =
  'write a name of letters, digits, _ . : and -, at most 200, that begins with a letter or _';
const MAX_TITLE = 100;
const MAX_EXPLANATION = 600;
const MAX_LIST = 20;

const UNIT_HINT = `write one of ${UNITS.join(', ')}`;
const TYPE_HINT = `write one of ${METRIC_TYPES.join(', ')}`;
const BANDS_HINT = 'write limits such as {warning: "> 75", critical: "p95 > 90"}';

/** A value that is good, or what to write instead. */
type Read<T> = { readonly value: T } | { readonly hint: string };

/** How what is said of a metric is read, by key; every key but the name may be left out. */
export const METRIC_KEYS = {
  name: nameOf,
  title: textOf(MAX_TITLE),
  type: choiceOf<MetricType>(METRIC_TYPES, TYPE_HINT),
  unit: (value: unknown): Read<Unit> => {
    const unit = typeof value === 'string' ? readUnit(value) : null;
    return unit === null ? { hint: UNIT_HINT } : { value: unit };
  },
  category: (value: unknown): Read<string> =>
    typeof value === 'string' && /^[a-zA-Z][\w-]{0,39}$/.test(value)
      ? { value: value.toLowerCase() }
      : { hint: 'write one word of at most 40 letters, digits, _ and -' },
  explanation: textOf(MAX_EXPLANATION),
  tags: listOf('labels that tell its series apart, such as [queue]'),
  aliases: listOf('other names for it, such as [queue_length]'),
  bands: bandsOf,
  key: (value: unknown): Read<boolean> =>
    typeof value === 'boolean' ? { value } : { hint: 'write true or false' },
} as const;

export type MetricKey = keyof typeof METRIC_KEYS;

/** What the values of keys, each read by itself, say together. */
export function saidOf(
  values: {
    readonly [Key in MetricKey]?: Extract<
      ReturnType<(typeof METRIC_KEYS)[Key]>,
      { value: unknown }
    >['value'];
  } & { readonly name: string },
): MetricSaid {
  const { key, ...said } = values;
  return { ...said, ...(key === true && { isKey: true as const }) };
}

/** Reads an object such as one row of JSON; a text says what is wrong with it. */
export function readSaid(row: Readonly<Record<string, unknown>>): MetricSaid | string {
  const values: Record<string, unknown> = {};
  for (const [key, read] of Object.entries(METRIC_KEYS)) {
    const given = row[key];
    if (given === undefined || given === null) continue;
    const found = read(given);
    if ('hint' in found) return `${key}: ${found.hint}`;
    values[key] = found.value;
  }
  if (values['name'] === undefined) return 'name is missing — add it';
  return saidOf(values as Parameters<typeof saidOf>[0]);
}

/** Other ways to write units, UCUM's too: https://ucum.org/ucum#section-Base-Units */
const OTHER_UNITS: Readonly<Record<string, Unit>> = {
  ...{
    '%': 'percent',
    by: 'bytes',
    byte: 'bytes',
    b: 'bytes',
    'by/s': 'bytes/s',
    'b/s': 'bytes/s',
  },
  ...{ s: 'seconds', sec: 'seconds', second: 'seconds', milliseconds: 'ms', millisecond: 'ms' },
};

/**
 * A unit as people and protocols write it, or null. UCUM's `1` is none: it stands for shares and for counts alike. What
 * stands in braces, such as `{request}`, is counted.
 */
export function readUnit(text: string): Unit | null {
  const word = text.trim().toLowerCase();
  if (/^\{[^}]*\}$/.test(word)) return 'count';
  const own = UNITS.find((unit) => unit === word);
  return own ?? (Object.hasOwn(OTHER_UNITS, word) ? (OTHER_UNITS[word] ?? null) : null);
}

function nameOf(value: unknown): Read<string> {
  const isName = typeof value === 'string' && NAME.test(value) && !RESERVED.has(value);
  return isName ? { value } : { hint: NAME_HINT };
}

/** Names that every object of JavaScript answers to. */
const RESERVED = new Set(['__proto__', 'constructor', 'prototype']);

function textOf(most: number): (value: unknown) => Read<string> {
  return (value) => {
    const text = typeof value === 'string' ? value.trim() : '';
    if (text === '' || text.length > most)
      return { hint: `write a text of at most ${most} characters` };
    return /\p{Cc}/u.test(text)
      ? { hint: 'leave out control characters and new lines' }
      : { value: text };
  };
}

function choiceOf<T extends string>(all: readonly T[], hint: string): (value: unknown) => Read<T> {
  return (value) => {
    const found = all.find((one) => one === String(value).toLowerCase());
    return found === undefined ? { hint } : { value: found };
  };
}

function listOf(what: string): (value: unknown) => Read<readonly string[]> {
  return (value) => {
    const all = typeof value === 'string' ? [value] : value;
    const isList = Array.isArray(all) && all.length <= MAX_LIST;
    if (!isList || !all.every((one) => 'value' in nameOf(one))) {
      return { hint: `write at most ${MAX_LIST} ${what}` };
    }
    return { value: [...new Set(all as string[])] };
  };
}

const BAND = /^(?:(avg|p95|p99) +)?(>=|<=|==|!=|>|<) *(-?\d+(?:\.\d+)?|true|false)$/;

/** `{warning: "> 75", critical: ["> 90", "p95 > 80"]}`. */
function bandsOf(value: unknown): Read<readonly MetricBand[]> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { hint: BANDS_HINT };
  }
  const bands = Object.entries(value).flatMap(([level, limits]) =>
    [limits]
      .flat()
      .slice(0, MAX_LIST)
      .map((text) => bandOf(level, String(text))),
  );
  const good = bands.filter((band) => band !== null);
  return good.length === bands.length ? { value: good } : { hint: BANDS_HINT };
}

function bandOf(level: string, text: string): MetricBand | null {
  const [, of = 'value', operator, limit = ''] = BAND.exec(text.trim()) ?? [];
  if ((level !== 'warning' && level !== 'critical') || operator === undefined) return null;
  return {
    ...{ level, of: of as MetricBand['of'], operator: operator as Operator },
    limit: /^[tf]/.test(limit) ? limit === 'true' : Number(limit),
  };
}
