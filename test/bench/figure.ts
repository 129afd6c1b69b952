/** One measured number of a benchmark and what it should be. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** For people, e.g. `at most 0.05`. */
  readonly goal: string;
  /** null when it has no goal or could not be measured; `why` says which. */
  readonly holds: boolean | null;
  readonly why?: string;
  /** Another program that was given the same work in the same run. */
  readonly peer?: { readonly name: string; readonly value: number };
}

type Measured = Pick<Figure, 'name' | 'value' | 'unit' | 'peer'>;

/** A figure that must stay below `limit`. */
export function below(limit: number, measured: Measured): Figure {
  return { ...measured, goal: `under ${limit}`, holds: measured.value < limit };
}

/** A figure that must reach `limit`. */
export function above(limit: number, measured: Measured): Figure {
  return { ...measured, goal: `at least ${limit}`, holds: measured.value >= limit };
}

/** A figure that nothing is promised of. */
export function shown(measured: Measured, why = 'for comparison'): Figure {
  return { ...measured, goal: 'none', holds: null, why };
}

/** A figure that cannot be measured here, and what that would need. */
export function unmeasured(
  figure: Pick<Figure, 'name' | 'unit' | 'goal'> & { readonly why: string },
): Figure {
  return { ...figure, value: 0, holds: null };
}

export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** By nearest rank: of 200 values the 99th percentile is the third largest. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil((share / 100) * sorted.length) - 1)];
  if (value === undefined) throw new Error('nothing was measured');
  return value;
}
