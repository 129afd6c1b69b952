/** Values that are taken as they come, before the first is judged. */
const TAKEN = 24;
/** Values after which being outside counts half of what it will count later: after few, much is new. */
const HALF_KNOWN = 300;
/** By how much of itself a span may grow at once: what happens twice is still news, what happens often is not. */
const MOST_GROWTH = 1;
/** Times its own width beyond which it does not matter any more how far a value is outside. */
const FAR = 2;

/** The span in which one feature of a series has been; what is not reached again is slowly forgotten. */
export interface Span {
  low: number;
  high: number;
  seen: number;
}

export function span(): Span {
  return { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY, seen: 0 };
}

/** How a value is judged. */
export interface Measure {
  /** A width within which nothing is told apart. */
  readonly least: number;
  /** Part of the way to a value outside that the span goes at once. */
  readonly pace: number;
  /** Part of the way back to a value inside. */
  readonly forget: number;
}

/** How far outside `value` is, in widths of the span, 0 to 2; then it is part of what has been. */
export function beyond(one: Span, value: number, measure: Measure): number {
  one.seen += 1;
  if (one.seen <= TAKEN) {
    one.low = Math.min(one.low, value);
    one.high = Math.max(one.high, value);
    return 0;
  }
  const { least } = measure;
  const width = Math.max(one.high - one.low, least);
  const outside = Math.max(value - one.high, one.low - value, 0);
  follow(one, value, { ...measure, most: width > 0 ? width * MOST_GROWTH : outside });
  if (outside <= least) return 0;
  const far = width > 0 ? Math.min(outside / width, FAR) : FAR;
  return (far * one.seen) / (one.seen + HALF_KNOWN);
}

function follow(
  one: Span,
  value: number,
  { pace, forget, most }: Measure & { readonly most: number },
): void {
  if (value > one.high) one.high += pace * Math.min(value - one.high, most);
  else one.high -= forget * (one.high - value);
  if (value < one.low) one.low -= pace * Math.min(one.low - value, most);
  else one.low += forget * (value - one.low);
}
