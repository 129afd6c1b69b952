import type { Instant } from '../model/time.ts';
import type { Expected, Forecast } from './forecasting.ts';

/** A value that something runs out at, and from which side it comes there. */
export interface End {
  readonly at: number;
  readonly by: 'rising' | 'falling';
}

export type Reach =
  /** The newest value is there already. */
  | { readonly kind: 'reached' }
  | {
      readonly kind: 'expected';
      readonly at: Instant;
      readonly early: Instant;
      /** null: later than the forecast looks, or never. */
      readonly late: Instant | null;
    }
  | { readonly kind: 'not within'; readonly until: Instant };

const STEPS = 2_160;

/** When a forecast comes to an end, at the earliest and at the latest. */
export function reachOf(forecast: Forecast, end: End): Reach {
  const sign = end.by === 'rising' ? 1 : -1;
  const isThere = (value: number) => sign * (value - end.at) >= 0;
  const { last, until } = forecast;
  if (isThere(last.value)) return { kind: 'reached' };
  const step = (until - last.at) / STEPS;
  const first: Record<keyof Expected, Instant | null> = { expected: null, low: null, high: null };
  for (let index = 0; index <= STEPS; index++) {
    const at = Math.round(last.at + index * step);
    const seen = forecast.at(at);
    for (const key of ['expected', 'low', 'high'] as const) {
      if (first[key] === null && isThere(seen[key])) first[key] = at;
    }
  }
  const { expected, low, high } = first;
  if (expected === null) return { kind: 'not within', until };
  const [early, late] = sign > 0 ? [high, low] : [low, high];
  return { kind: 'expected', at: expected, early: early ?? expected, late };
}
