import type { OutgoingSample } from '../../src/model/export.ts';

/** Samples whose values count from `first`. */
export function numbered(count: number, first = 0, at = 0): OutgoingSample[] {
  return Array.from({ length: count }, (_, index) => ({
    ...{ target: 'web-1', metric: 'queue.length', labels: { queue: 'mail' } },
    ...{ at: at + index, value: first + index },
  }));
}

export function valuesOf(samples: readonly Pick<OutgoingSample, 'value'>[]): number[] {
  return samples.map(({ value }) => value);
}

/** Whole numbers from `from` up to, not including, `to`. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
