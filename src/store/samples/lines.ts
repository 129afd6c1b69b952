import type { Labels } from '../../model/sample.ts';
import type { Instant } from '../../model/time.ts';
import type { SampleAnswer, SampleQuery } from './port.ts';

/** Values at the instants asked for, in their order; NaN where there is none. */
export interface Line {
  readonly target: number | null;
  /** JSON with sorted keys. */
  readonly labels: string;
  readonly values: Float64Array;
}

export interface Lines {
  readonly lines: readonly Line[];
  readonly error: number;
  readonly lost: number;
  readonly shortened: number;
}

export function instantsOf(when: SampleQuery['when']): readonly Instant[] {
  if ('at' in when) return [when.at];
  const count = Math.floor((when.to - when.from) / when.step) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => when.from + index * when.step);
}

/** Lines as people ask for them. */
export function answerOf({ when }: SampleQuery, { lines, ...told }: Lines): SampleAnswer {
  const instants = instantsOf(when);
  const series = lines.map(({ target, labels, values }) => ({
    target,
    labels: JSON.parse(labels) as Labels,
    points: instants.flatMap((at, index) => {
      const value = values[index] ?? Number.NaN;
      return Number.isNaN(value) ? [] : [{ at, value }];
    }),
  }));
  return { series, ...told };
}
