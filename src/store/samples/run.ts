import type { Instant } from '../../model/time.ts';

/** Points of one series in two arrays; the first `length` count. Times ascend, each once; values are finite. */
export interface Run {
  readonly at: Float64Array;
  readonly values: Float64Array;
  readonly length: number;
}

export const EMPTY_RUN: Run = {
  at: new Float64Array(0),
  values: new Float64Array(0),
  length: 0,
};

/** Index of the first point after `instant`. */
export function after({ at, length }: Run, instant: Instant): number {
  let [low, high] = [0, length];
  if (high > 0 && (at[high - 1] ?? 0) <= instant) return high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((at[middle] ?? 0) > instant) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Points in (from, to]; shares the room of `run`. */
export function within(run: Run, from: Instant, to: Instant): Run {
  const [begin, end] = [after(run, from), after(run, to)];
  if (begin === 0 && end === run.length) return run;
  return {
    at: run.at.subarray(begin, end),
    values: run.values.subarray(begin, end),
    length: Math.max(0, end - begin),
  };
}

/** All points of several runs in order. Of points with one time that of the first run stays. */
export function merged(runs: readonly Run[]): Run {
  const filled = runs.filter(({ length }) => length > 0);
  const [only] = filled;
  if (!only) return EMPTY_RUN;
  if (filled.length === 1) return only;
  const all = joined(filled);
  return isAscending(filled) ? all : sorted(all);
}

function isAscending(runs: readonly Run[]): boolean {
  return runs.every(({ at }, index) => {
    const before = runs[index - 1];
    return !before || (before.at[before.length - 1] ?? 0) < (at[0] ?? 0);
  });
}

function joined(runs: readonly Run[]): Run {
  const length = runs.reduce((sum, run) => sum + run.length, 0);
  const [at, values] = [new Float64Array(length), new Float64Array(length)];
  let offset = 0;
  for (const run of runs) {
    at.set(run.at.subarray(0, run.length), offset);
    values.set(run.values.subarray(0, run.length), offset);
    offset += run.length;
  }
  return { at, values, length };
}

/** Points that came in any order. Of points with one time the first stays. */
export function sorted(all: Run): Run {
  // A stable sort leaves the first point in front.
  const order = Array.from({ length: all.length }, (_, index) => index).sort(
    (one, other) => (all.at[one] ?? 0) - (all.at[other] ?? 0) || one - other,
  );
  const [at, values] = [new Float64Array(all.length), new Float64Array(all.length)];
  let length = 0;
  for (const index of order) {
    const time = all.at[index] ?? 0;
    if (length > 0 && at[length - 1] === time) continue;
    at[length] = time;
    values[length++] = all.values[index] ?? 0;
  }
  return { at: at.subarray(0, length), values: values.subarray(0, length), length };
}
