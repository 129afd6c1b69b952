import type { ByteReader, ByteWriter } from './bytes.ts';

/**
 * A sketch of a distribution after Masson, Rim and Lee, "DDSketch" (https://arxiv.org/abs/1908.10693): every quantile is
 * within `SKETCH_ERROR` of a value that stands at its rank, also after sketches were merged.
 */
export const SKETCH_ERROR = 0.01;

const GAMMA = (1 + SKETCH_ERROR) / (1 - SKETCH_ERROR);
const SCALE = 1 / Math.log(GAMMA);
/** Values nearer to zero count as zero: below it doubles lose their precision. */
const LEAST = 1e-300;

/** Bins in ascending order of their values, and how many values each holds. */
export interface Sketch {
  readonly bins: readonly number[];
  readonly counts: readonly number[];
}

/** Bins of negative values are odd, of positive ones even, so that one number says both; zero has one of its own. */
const ZERO = Number.NEGATIVE_INFINITY;
/** More than the bin of any double. */
const FAR = 1e6;

/** Where values of one sign and size are counted; `sign * exponent` would confuse both. */
function binOf(value: number): number {
  const size = Math.abs(value);
  if (size < LEAST) return ZERO;
  const exponent = Math.ceil(Math.log(size) * SCALE);
  return value < 0 ? 2 * exponent + 1 : 2 * exponent;
}

/** A value within the error of all values of the bin. */
function middleOf(bin: number): number {
  if (bin === ZERO) return 0;
  const isNegative = Math.abs(bin % 2) === 1;
  const exponent = isNegative ? (bin - 1) / 2 : bin / 2;
  const size = (2 * GAMMA ** exponent) / (GAMMA + 1);
  return isNegative ? -size : size;
}

/** Ascends as the values of bins do. */
function orderOf(bin: number): number {
  if (bin === ZERO) return 0;
  return Math.abs(bin % 2) === 1 ? -FAR - bin : FAR + bin;
}

/** Collects values and sketches. */
export class SketchBuilder {
  readonly #counts = new Map<number, number>();

  add(value: number): void {
    const bin = binOf(value);
    this.#counts.set(bin, (this.#counts.get(bin) ?? 0) + 1);
  }

  merge({ bins, counts }: Sketch): void {
    for (const [index, bin] of bins.entries()) {
      this.#counts.set(bin, (this.#counts.get(bin) ?? 0) + (counts[index] ?? 0));
    }
  }

  sketch(): Sketch {
    const bins = [...this.#counts.keys()].sort((one, other) => orderOf(one) - orderOf(other));
    return { bins, counts: bins.map((bin) => this.#counts.get(bin) ?? 0) };
  }
}

/** The quantile `part` (0 to 1), linear between the two nearest ranks; null for an empty sketch. */
export function quantile({ bins, counts }: Sketch, part: number): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const rank = part * (total - 1);
  const below = Math.floor(rank);
  const low = atRank(bins, counts, below);
  const high = atRank(bins, counts, Math.min(total - 1, below + 1));
  return low + (high - low) * (rank - below);
}

function atRank(bins: readonly number[], counts: readonly number[], rank: number): number {
  let seen = 0;
  for (const [index, bin] of bins.entries()) {
    seen += counts[index] ?? 0;
    if (seen > rank) return middleOf(bin);
  }
  return 0;
}

/** Writes a sketch; neighbouring bins cost two bytes each. */
export function writeSketch(writer: ByteWriter, { bins, counts }: Sketch): void {
  const zero = bins.indexOf(ZERO);
  writer.varint(zero === -1 ? 0 : (counts[zero] ?? 0));
  writer.varint(bins.length - (zero === -1 ? 0 : 1));
  let before = 0;
  for (const [index, bin] of bins.entries()) {
    if (bin === ZERO) continue;
    writer.signed(bin - before);
    writer.varint(counts[index] ?? 0);
    before = bin;
  }
}

/** Reads what `writeSketch` wrote. */
export function readSketch(reader: ByteReader): Sketch {
  const builder: [number, number][] = [];
  const zeros = reader.varint();
  const length = reader.varint();
  let bin = 0;
  for (let index = 0; index < length; index++) {
    bin += reader.signed();
    builder.push([bin, reader.varint()]);
  }
  if (zeros > 0) {
    const place = builder.findIndex(([one]) => Math.abs(one % 2) === 0);
    builder.splice(place === -1 ? builder.length : place, 0, [ZERO, zeros]);
  }
  return { bins: builder.map(([one]) => one), counts: builder.map(([, count]) => count) };
}
