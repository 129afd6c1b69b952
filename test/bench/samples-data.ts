import { MINUTE } from '../../src/model/time.ts';
import type { SampleRow } from '../../src/store/samples/port.ts';

/** Midnight; the data ends on a later one. */
export const START = Date.UTC(2026, 7, 1);

/** Numbers that look random and are the same in every run. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

type Kind = 'percent' | 'bytes' | 'counter' | 'truth' | 'double';

/** Of ten series: the mix of research, section 1. */
const MIX: readonly Kind[] = [
  ...(['percent', 'percent', 'percent', 'percent', 'bytes', 'bytes'] as const),
  ...(['counter', 'counter', 'truth', 'double'] as const),
];

export interface Source {
  readonly target: number;
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  next(): number;
}

/** So many series in the mix; the percentages among the first half of them carry the label `part=half`. */
export function sources(count: number, seed = 1): readonly Source[] {
  return Array.from({ length: count }, (_, index) => {
    const kind = MIX[index % MIX.length] ?? 'percent';
    const isHalf = kind === 'percent' && index < count / 2;
    return {
      ...{ target: 1 + Math.floor(index / MIX.length), metric: `mix.${kind}` },
      labels: { number: String(index % MIX.length), ...(isHalf ? { part: 'half' } : {}) },
      next: valuesOf(kind, randomNumbers(7_919 * (seed + index))),
    };
  });
}

function valuesOf(kind: Kind, random: () => number): () => number {
  let value = kind === 'percent' ? 40 : 0;
  switch (kind) {
    case 'percent':
      return () => {
        value = Math.min(100, Math.max(0, value + (random() - 0.5) * 4));
        return Math.round(value * 10) / 10;
      };
    case 'bytes':
      value = 4e9;
      return () => {
        value += Math.floor((random() - 0.5) * 1_000) * 4_096;
        return value;
      };
    case 'counter':
      return () => {
        value += Math.floor(random() * 5_000);
        return value;
      };
    case 'truth':
      return () => (random() < 0.98 ? 1 : 0);
    case 'double':
      return () => random() * 100;
  }
}

/** Rows of all series at each instant, in batches of about `size`. */
export function* batches(
  series: readonly Source[],
  {
    from,
    to,
    step = MINUTE,
    size = 10_000,
  }: { from: number; to: number; step?: number; size?: number },
): Generator<readonly SampleRow[]> {
  let rows: SampleRow[] = [];
  for (let at = from + step; at <= to; at += step) {
    for (const { target, metric, labels, next } of series) {
      rows.push({ target, metric, labels, at, value: next() });
    }
    if (rows.length < size) continue;
    yield rows;
    rows = [];
  }
  if (rows.length > 0) yield rows;
}
