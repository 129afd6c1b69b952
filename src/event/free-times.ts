import type { Instant } from '../model/time.ts';

/** Free times for wanted ones, in their order: where one is taken, the next millisecond that is not. */
export function freeTimes(
  wanted: readonly Instant[],
  taken: ReadonlySet<Instant>,
): readonly Instant[] {
  const given = new Array<Instant>(wanted.length);
  const order = [...wanted.keys()].sort((one, other) => (wanted[one] ?? 0) - (wanted[other] ?? 0));
  let next = Number.NEGATIVE_INFINITY;
  for (const index of order) {
    let at = Math.max(wanted[index] ?? 0, next);
    while (taken.has(at)) at++;
    given[index] = at;
    next = at + 1;
  }
  return given;
}
