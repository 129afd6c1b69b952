import type { Point } from '../model/sample.ts';
import { quantileOf } from './figures.ts';
import { fitted, METHODS, type Method } from './forecast-methods.ts';
import type { WallClock } from './wall-clock.ts';

/** How a method fared on the past. */
export interface Tried {
  readonly method: Method;
  /** Median of what it was off by, in the unit of the values. */
  readonly error: number;
  /** Moments of the past from which it was tried. */
  readonly tries: number;
  /** How far ahead it was tried, milliseconds. */
  readonly lead: number;
  /** What nine of ten tries were at most off by, so many milliseconds ahead; what was not tried grows on as before. */
  width(ahead: number): number;
}

const MOST_TRIES = 14;
/** Units of history that are always left to learn from. */
const LEARNED = 3;
const MOST_LEAD = 7;
const WITHIN = 0.9;
/** How a width goes on growing with time: at least as its root, as the way of something that wanders does. */
const LEAST_GROWTH = 0.5;

/**
 * The method that was least off, in the mean, when each went on from up to 14 moments of the past, a `unit` of time apart,
 * and up to 7 units ahead; null when the history is too short for one try.
 */
export function bestTried(
  cells: readonly Point[],
  { unit, clock }: { readonly unit: number; readonly clock: WallClock | null },
): Tried | null {
  const [first, last] = [cells[0], cells.at(-1)];
  if (first === undefined || last === undefined) return null;
  const units = Math.floor((last.at - first.at) / unit + 1e-9);
  const tries = Math.min(MOST_TRIES, units - LEARNED);
  const found = new Map<Method, Miss[][]>();
  for (let ago = 1; ago <= tries; ago++) {
    const from = last.at - ago * unit;
    const learned = cells.filter(({ at }) => at <= from);
    const came = cells.filter(({ at }) => at > from && at <= from + MOST_LEAD * unit);
    for (const [method, expecting] of fitted(learned, clock)) {
      const misses = came.map(({ at, value }) => ({
        ahead: at - from,
        by: Math.abs(value - expecting(at)),
      }));
      found.set(method, [...(found.get(method) ?? []), misses]);
    }
  }
  const whole = METHODS.flatMap((method) => {
    const misses = found.get(method);
    return misses?.length === tries ? [{ method, misses: misses.flat() }] : [];
  });
  const best = whole.reduce<(typeof whole)[number] | null>(
    (least, one) => (least === null || clearlyLess(one.misses, least.misses) ? one : least),
    null,
  );
  if (best === null || best.misses.length === 0) return null;
  return told(best, { tries, unit });
}

interface Miss {
  readonly ahead: number;
  readonly by: number;
}

/** Less by more than rounding, so that of methods that are equally good the plainest is taken. */
function clearlyLess(one: readonly Miss[], other: readonly Miss[]): boolean {
  return meanOf(one) < meanOf(other) * (1 - 1e-6) - 1e-12;
}

function meanOf(misses: readonly Miss[]): number {
  return misses.reduce((sum, { by }) => sum + by, 0) / misses.length;
}

function told(
  { method, misses }: { readonly method: Method; readonly misses: readonly Miss[] },
  { tries, unit }: { readonly tries: number; readonly unit: number },
): Tried {
  const widths: number[] = [];
  for (let ahead = 1; ahead <= Math.min(MOST_LEAD, tries); ahead++) {
    const of = misses.filter((one) => Math.ceil(one.ahead / unit - 1e-9) === ahead);
    const width =
      of.length === 0
        ? 0
        : quantileOf(
            of.map(({ by }) => by),
            WITHIN,
          );
    widths.push(Math.max(widths.at(-1) ?? 0, width));
  }
  const [near = 0, far = 0] = [widths[0], widths.at(-1)];
  const many = widths.length;
  const seen = many > 1 && near > 0 ? Math.log(far / near) / Math.log(many) : 1;
  const growth = Math.min(1, Math.max(LEAST_GROWTH, seen));
  return {
    ...{
      method,
      tries,
      lead: many * unit,
      error: quantileOf(
        misses.map(({ by }) => by),
        0.5,
      ),
    },
    width(ahead) {
      const units = ahead / unit;
      if (units >= many) return far * (units / many) ** growth;
      const below = Math.max(0, Math.floor(units) - 1);
      const [from = far, to = far] = [widths[below], widths[Math.max(0, Math.ceil(units) - 1)]];
      return from + (to - from) * (units < 1 ? 0 : units % 1);
    },
  };
}
