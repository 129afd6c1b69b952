import type { Labels, Reading } from '../model/sample.ts';
import { noLabels } from '../model/sample.ts';

/** How deep objects may stand in each other, and how many values one check may have. */
const DEEPEST = 8;
const MOST = 10_000;
/** `45`, `-1.5`, `45 %`: numbers that were written as text. */
const NUMBER = /^\s*[+-]?\d+(\.\d+)?\s*%?\s*$/;

/** Values of a check, and what of it is no value. */
export interface Found {
  readonly readings: readonly Reading[];
  readonly left: readonly { readonly what: string; readonly why: string }[];
}

type Entry = Readonly<Record<string, unknown>>;

/** A value, or what of it is none, with the way to it. */
type Step = { readonly path: readonly string[]; readonly labels: Labels } & (
  | { readonly value: number }
  | { readonly why: string }
);

/**
 * Values in whatever shape a check was written: numbers and truth values by the way to them (`{system: {cpu: 5}}` is
 * `system.cpu`), lists of `{labels, value}`, and lists of objects with a `name`, which becomes a label. `nameOf` gives
 * the name that the catalogue has for one of these.
 */
export function findValues(entry: Entry, nameOf: (name: string) => string): Found {
  const readings: Reading[] = [];
  const left: { what: string; why: string }[] = [];
  for (const step of walkAll(entry, [], noLabels())) {
    const what = step.path.join('.');
    if (readings.length + left.length >= MOST) {
      left.push({ what: 'the rest', why: `there are more than ${MOST} values` });
      break;
    }
    if ('why' in step) left.push({ what, why: step.why });
    else readings.push({ metric: nameOf(what), labels: step.labels, value: step.value });
  }
  return { readings, left };
}

function* walk(value: unknown, path: readonly string[], labels: Labels): Generator<Step> {
  if (value === null) return;
  const number = numberOf(value);
  if (number !== null) yield { path, labels, value: number };
  else if (typeof value === 'string') yield { path, labels, why: 'it is a text, no number' };
  else if (path.length > DEEPEST) yield { path, labels, why: 'it stands too deep' };
  else if (Array.isArray(value)) yield* walkList(value, path, labels);
  else yield* walkAll(value as Entry, path, labels);
}

function* walkAll(all: Entry, path: readonly string[], labels: Labels): Generator<Step> {
  for (const [key, value] of Object.entries(all)) yield* walk(value, [...path, key], labels);
}

function* walkList(
  list: readonly unknown[],
  path: readonly string[],
  labels: Labels,
): Generator<Step> {
  for (const one of list) {
    const series = seriesIn(one);
    if (series === null) yield { path, labels, why: 'it is a list without names' };
    else if ('value' in series) yield* walk(series.value, path, series.labels);
    else yield* walkAll(series.rest, path, { ...labels, name: series.name });
  }
}

type Series =
  | { readonly labels: Labels; readonly value: unknown }
  | { readonly name: string; readonly rest: Entry };

/** An entry of a list that says which series it is. */
function seriesIn(one: unknown): Series | null {
  if (typeof one !== 'object' || one === null) return null;
  const { labels, name, ...rest } = one as Entry;
  const own = labelsIn(labels);
  if (own !== null && 'value' in rest) return { labels: own, value: rest['value'] };
  return typeof name === 'string' ? { name, rest } : null;
}

function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return Number(value);
  return typeof value === 'string' && NUMBER.test(value) ? Number.parseFloat(value) : null;
}

function labelsIn(given: unknown): Labels | null {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return null;
  return Object.values(given).every((one) => typeof one === 'string') ? (given as Labels) : null;
}
