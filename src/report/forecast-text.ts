import type { Inline } from '../chat/reply.ts';
import { time } from '../chat/reply.ts';
import type { ForecastRecord } from '../model/forecast.ts';
import { formatDuration, formatValue } from '../model/format.ts';
import type { Unit } from '../model/metric.ts';
import { DAY } from '../model/time.ts';
import type { Reach } from '../score/forecast-reach.ts';
import type { Forecast } from '../score/forecasting.ts';
import { iso } from './data.ts';
import { counted } from './state-text.ts';

/** What values of a unit cannot leave, from what they were. */
export function boundsOf(
  unit: Unit,
  points: readonly { readonly value: number }[],
): readonly [number | null, number | null] {
  const isWithin = (most: number) => points.every(({ value }) => value <= most);
  const least = points.every(({ value }) => value >= 0) ? 0 : null;
  if (unit === 'percent' || unit === 'points') return [least, isWithin(100) ? 100 : null];
  return [least, unit === 'ratio' && isWithin(1) ? 1 : null];
}

/** When it comes to its end: `100 % on … (… at the earliest, … at the latest)`. */
export function reachText(reach: Reach, end: string, forecast: Forecast): Inline[] {
  switch (reach.kind) {
    case 'reached':
      return [`${end} is reached already`];
    case 'not within':
      return [`${end} not within ${formatDuration(reach.until - forecast.last.at)}`];
    case 'expected':
      return [
        `${end} expected `,
        time(reach.at, 'full'),
        ' (between ',
        time(reach.early, 'full'),
        ' and ',
        ...(reach.late === null ? ['later than can be foretold'] : [time(reach.late, 'full')]),
        ')',
      ];
    default:
      return reach satisfies never;
  }
}

/** How it was made, and what it was off by on the past: `by drift, off by 1.2 % when tried on 14 past days`. */
export function howText({ method, error, tries, unit, lead }: Forecast, of: Unit): string {
  const past =
    unit === DAY
      ? counted(tries, 'past day')
      : `${counted(tries, 'moment')} of the last ${formatDuration(unit * (tries + 3))}`;
  const ahead = formatDuration(lead);
  return `by ${method}, ±${formatValue(error, of)} off when tried on ${past}, up to ${ahead} ahead`;
}

/** `27 of 30 past forecasts were within their range, median error 0.8 %`. */
export function recordText({ settled, within, medianError }: ForecastRecord, unit: Unit): string {
  if (settled === 0)
    return 'No past forecast is due yet: they are made daily, and settled after 1 and 7 days.';
  const error = medianError === null ? '' : `, median error ${formatValue(medianError, unit)}`;
  return `${within} of ${counted(settled, 'past forecast')} within their range${error}.`;
}

/** For programs; values in the metric's unit. */
export function forecastData(forecast: Forecast, reach: Reach | null) {
  const { method, error, tries, unit, lead, last, until } = forecast;
  const dates =
    reach?.kind === 'expected'
      ? { at: iso(reach.at), early: iso(reach.early), late: iso(reach.late) }
      : {};
  return {
    ...{ method, error, tries, try_every_s: unit / 1_000, tried_ahead_s: lead / 1_000 },
    ...{ last: last.value, last_at: iso(last.at), looks_until: iso(until) },
    reach: reach === null ? null : { kind: reach.kind, ...dates },
  };
}
