import type { Fields } from './otlp-fields.ts';
import { numberOf, numbersOf, objectOf } from './otlp-fields.ts';

/** How many lie in each bucket: `counts[i]` up to and with `bounds[i]`, the last without a bound. */
export interface Buckets {
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
}

/** Buckets of one point: each is a series. */
const MOST = 500;
/** Finest steps that are kept of an exponential histogram, 2^(1/4): the same bounds whatever the sender's scale is. */
const FINEST = 2;
/** https://opentelemetry.io/docs/specs/otel/metrics/data-model/#exponential-scale gives -10 to 20 as usual. */
const SCALES = { least: -11, most: 24 };

export function explicitBuckets(data: Fields): Buckets | string {
  const bounds = numbersOf(data['explicitBounds']);
  const counts = numbersOf(data['bucketCounts']);
  const wrong = tooMany(counts.length);
  if (wrong !== null) return wrong;
  if (counts.length === 0) return { bounds: [], counts: [numberOf(data['count'] ?? 0)] };
  if (counts.length !== bounds.length + 1) {
    return `bucketCounts: there are ${counts.length} for ${bounds.length} explicitBounds — send one more than bounds`;
  }
  return areRising(bounds) ? { bounds, counts } : 'explicitBounds: write rising numbers';
}

function areRising(bounds: readonly number[]): boolean {
  return bounds.every((bound, at) => {
    return Number.isFinite(bound) && bound > (bounds[at - 1] ?? Number.NEGATIVE_INFINITY);
  });
}

function tooMany(count: number): string | null {
  return count > MOST ? `there are ${count} buckets — send at most ${MOST}` : null;
}

/** Steps of a scale, from the lowest to the highest that were seen. */
interface Range {
  readonly low: number;
  readonly high: number;
}

/** Remembers which buckets a series had, so that each of its counters goes on. */
export interface Ranges {
  of(series: string): (scale: number, range: Range) => Range;
}

/** Series whose buckets are remembered. */
const MOST_SERIES = 5_000;

export function bucketRanges(): Ranges {
  const all = new Map<string, Range>();
  return {
    of:
      (series) =>
      (scale, { low, high }) => {
        const name = `${scale} ${series}`;
        const known = all.get(name) ?? { low, high };
        const wide = { low: Math.min(low, known.low), high: Math.max(high, known.high) };
        if (wide.high - wide.low >= MOST) return { low, high };
        all.delete(name);
        all.set(name, wide);
        const [oldest] = all.keys();
        if (all.size > MOST_SERIES && oldest !== undefined) all.delete(oldest);
        return wide;
      },
  };
}

/**
 * Exponential buckets on steps of at most 2^(1/4). What is not above zero is one bucket, with the bound 0.
 * https://opentelemetry.io/docs/specs/otel/metrics/data-model/#exponentialhistogram
 */
export function exponentialBuckets(
  data: Fields,
  widen: ((scale: number, range: Range) => Range) | null,
): Buckets | string {
  const scale = numberOf(data['scale'] ?? 0);
  const positive = objectOf(data['positive']);
  const offset = numberOf(positive['offset'] ?? 0);
  const counts = numbersOf(positive['bucketCounts']);
  const below = numbersOf(objectOf(data['negative'])['bucketCounts']);
  const wrong = tooMany(Math.max(counts.length, below.length)) ?? wrongPlace(scale, offset);
  if (wrong !== null) return wrong;
  const kept = Math.min(scale, FINEST);
  const steps = stepsOf(counts, offset, 2 ** (scale - kept));
  const least = below.reduce((sum, one) => sum + one, numberOf(data['zeroCount'] ?? 0));
  const [first] = steps.keys();
  if (first === undefined) return { bounds: [0], counts: [least, 0] };
  const own = { low: first, high: [...steps.keys()].at(-1) ?? first };
  const { low, high } = widen === null ? own : widen(kept, own);
  const places = Array.from({ length: high - low + 1 }, (_, at) => low + at);
  const bounds = [0, ...places.map((place) => 2 ** ((place + 1) * 2 ** -kept))];
  if (!areRising(bounds)) return 'offset: the buckets lie beyond what a number holds';
  return { bounds, counts: [least, ...places.map((place) => steps.get(place) ?? 0), 0] };
}

function wrongPlace(scale: number, offset: number): string | null {
  if (!Number.isInteger(scale) || scale < SCALES.least || scale > SCALES.most) return BAD_SCALE;
  return Number.isSafeInteger(offset) ? null : 'offset: write a whole number';
}

const BAD_SCALE = `scale: write a whole number from ${SCALES.least} to ${SCALES.most}`;

/** Counts by step, where `merged` buckets of the sender make one; ascending, without the empty ends. */
function stepsOf(counts: readonly number[], offset: number, merged: number): Map<number, number> {
  const steps = new Map<number, number>();
  const first = counts.findIndex((count) => count !== 0);
  const last = counts.findLastIndex((count) => count !== 0);
  for (let at = Math.max(0, first); at <= last; at++) {
    const step = Math.floor((offset + at) / merged);
    steps.set(step, (steps.get(step) ?? 0) + (counts[at] ?? 0));
  }
  return steps;
}
