import type { Reading } from '../model/sample.ts';
import type { Factor, FactorKind, ScoreResult } from '../model/score.ts';
import type { Instant } from '../model/time.ts';
import type { Found } from './found-values.ts';
import { findValues } from './found-values.ts';
import { readTimestamp } from './timestamp.ts';

/** What of a check can be taken over. */
export interface ReadCheck extends Found {
  readonly at: Instant;
  readonly readings: readonly Reading[];
  /** Null where it has none; `status` is empty where none is written. */
  readonly score: ScoreResult | null;
}

export type ReadLine =
  | { readonly kind: 'check'; readonly check: ReadCheck }
  | { readonly kind: 'refused'; readonly why: string };

export interface ReadOptions {
  /** Zone of times that are written without one. */
  readonly zone: string;
  /** The name that the catalogue has for a metric that somebody else called so. */
  nameOf(name: string): string;
}

type Entry = Readonly<Record<string, unknown>>;

/** Keys that say when, what and how long, and are no values. */
const ABOUT = ['timestamp', 'time', 'ts', 'at', 'target', 'took_ms', 'error', 'version'];
const SCORED = ['health_analysis', 'status', 'score', 'health_score'];
const MOST_FACTORS = 100;
const LONGEST = 200;

/** Reads one check: a line of `metrics_*.jsonl` or `health_history.jsonl`, or the snapshot, of whoever wrote it. */
export function readCheck(text: string, options: ReadOptions): ReadLine {
  const entry = objectIn(text);
  if (entry === null) return { kind: 'refused', why: 'this is no JSON object' };
  const written = ABOUT.slice(0, 4)
    .map((key) => entry[key])
    .find((one) => one !== undefined);
  if (written === undefined) return { kind: 'refused', why: 'it has no timestamp' };
  const at = readTimestamp(written, options.zone);
  if (at === null) return { kind: 'refused', why: 'its timestamp is no time' };
  const { metrics, ...others } = without(entry, [...ABOUT, ...SCORED]);
  const nested = isObject(metrics) ? metrics : {};
  const found = findValues({ ...others, ...nested }, options.nameOf);
  return { kind: 'check', check: { at, ...found, score: scoreIn(entry) } };
}

function objectIn(text: string): Entry | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function without(entry: Entry, keys: readonly string[]): Entry {
  return Object.fromEntries(Object.entries(entry).filter(([key]) => !keys.includes(key)));
}

function scoreIn(entry: Entry): ScoreResult | null {
  const health = isObject(entry['health_analysis']) ? entry['health_analysis'] : entry;
  const score = health['score'] ?? health['health_score'];
  if (typeof score !== 'number' || !(score >= 0 && score <= 100)) return null;
  const status = typeof health['status'] === 'string' ? health['status'].slice(0, LONGEST) : '';
  return { score, status, factors: factorsIn(health), unknown: textsIn(health['unknown']) };
}

/** The factors where they are written whole; else what is known of them from the lists of issues and warnings. */
function factorsIn(health: Entry): readonly Factor[] {
  const { factors, issues, warnings } = health;
  if (Array.isArray(factors)) return factors.slice(0, MOST_FACTORS).flatMap(factorIn);
  return [...named(issues, 'issue'), ...named(warnings, 'warning')].slice(0, MOST_FACTORS);
}

function factorIn(given: unknown): readonly Factor[] {
  if (!isObject(given)) return [];
  const { name, label = name, kind, points, value = null, limit = null } = given;
  if (typeof name !== 'string' || typeof label !== 'string' || !isKind(kind)) return [];
  return [
    {
      ...{ name: name.slice(0, LONGEST), label: label.slice(0, LONGEST), kind },
      points: typeof points === 'number' && Number.isFinite(points) ? points : 0,
      ...{ value: plain(value), limit: plain(limit) },
    },
  ];
}

function isKind(kind: unknown): kind is FactorKind {
  return kind === 'issue' || kind === 'warning' || kind === 'info';
}

function plain(value: unknown): Factor['value'] {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  return typeof value === 'string' ? value.slice(0, LONGEST) : null;
}

function named(given: unknown, kind: FactorKind): readonly Factor[] {
  return textsIn(given).map((label) => {
    const name = label
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '_')
      .replace(/^_+|_+$/g, '');
    return { name, label, kind, points: 0, value: null, limit: null };
  });
}

function textsIn(given: unknown): readonly string[] {
  if (!Array.isArray(given)) return [];
  const texts = given.filter((one) => typeof one === 'string');
  return texts.slice(0, MOST_FACTORS).map((one) => one.slice(0, LONGEST));
}
