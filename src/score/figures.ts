import { medianSorted, quantileSorted } from 'simple-statistics';
import type { Point } from '../model/sample.ts';

/** The middle value, between two the mean of both; NaN of nothing. */
export function medianOf(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : medianSorted(sorted(values));
}

/** The value below which a `part` (0..1) of all lies, straight between ranks (type 7 of Hyndman and Fan); NaN of nothing. */
export function quantileOf(values: readonly number[], part: number): number {
  return values.length === 0 ? Number.NaN : quantileSorted(sorted(values), part);
}

/** A median absolute deviation times this is the standard deviation of what is normally distributed. */
const TO_DEVIATION = 1.4826;

/** How far values usually lie from `middle`: 1.4826 times the median of the distances. */
export function spreadOf(values: readonly number[], middle: number): number {
  return TO_DEVIATION * medianOf(values.map((value) => Math.abs(value - middle)));
}

function sorted(values: readonly number[]): number[] {
  return Array.from(Float64Array.from(values).sort());
}

/** The same points, oldest first, as the means of at most `most` equal spans; what is no number is left out. */
export function binned(points: readonly Point[], most: number): readonly Point[] {
  const known = points.filter(({ value }) => Number.isFinite(value)).sort((a, b) => a.at - b.at);
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined || known.length <= most) return known;
  const width = (last.at - first.at) / most;
  const bins: { at: number; value: number; count: number; index: number }[] = [];
  for (const { at, value } of known) {
    const index = Math.min(most - 1, Math.floor((at - first.at) / width));
    const bin = bins.at(-1);
    if (bin?.index === index) {
      bin.at += at;
      bin.value += value;
      bin.count += 1;
    } else bins.push({ at, value, count: 1, index });
  }
  return bins.map(({ at, value, count }) => ({ at: at / count, value: value / count }));
}
