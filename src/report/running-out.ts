import type { MetricDefinition } from '../model/metric.ts';
import type { Point } from '../model/sample.ts';
import { labelText } from '../model/sample.ts';
import type { Instant } from '../model/time.ts';
import { HOUR } from '../model/time.ts';
import type { NotEnough } from '../score/enough.ts';
import { type Reach, reachOf } from '../score/forecast-reach.ts';
import { type Forecast, forecastOf } from '../score/forecasting.ts';
import { boundsOf } from './forecast-text.ts';
import type { HistoryReaders } from './history.ts';
import { forecastHistory } from './history.ts';
import type { AskedSeries } from './metric-asked.ts';

/** A series of a metric that somebody defined. */
export interface KnownSeries extends AskedSeries {
  readonly definition: MetricDefinition;
}

/** Nothing measured for this long, and for three rounds: what it was of is gone. */
const GONE = 6 * HOUR;

/** When a series runs out, or that too little is known of it, or that nobody measures it any more. */
export type Ending =
  | {
      readonly kind: 'foretold';
      readonly name: string;
      readonly of: KnownSeries;
      readonly points: readonly Point[];
      readonly forecast: Forecast;
      readonly reach: Reach;
    }
  | { readonly kind: 'unknown'; readonly name: string; readonly why: NotEnough }
  | { readonly kind: 'gone'; readonly name: string; readonly last: Instant };

/** When one series of a metric with an end runs out; without an end it is never reached. */
export async function endingOf(
  readers: HistoryReaders,
  of: KnownSeries,
  { zone, now }: { readonly zone: string; readonly now: Instant },
): Promise<Ending> {
  const { definition, target, series } = of;
  const name = [target.name, definition.title, labelText(series.labels)].filter(Boolean).join(' ');
  const points = await forecastHistory(readers, { target: target.id, ...series }, now);
  const last = points.at(-1)?.at;
  if (last !== undefined && last < now - Math.max(GONE, 3 * target.interval)) {
    return { kind: 'gone', name, last };
  }
  const bounds = boundsOf(definition.unit, points);
  const forecast = forecastOf(points, { zone, bounds });
  if (forecast.kind === 'not enough') return { kind: 'unknown', name, why: forecast };
  const never = { at: Number.POSITIVE_INFINITY, by: 'rising' } as const;
  const reach = reachOf(forecast, definition.end ?? never);
  return { kind: 'foretold', name, of, points, forecast, reach };
}
