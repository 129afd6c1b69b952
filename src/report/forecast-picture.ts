import type { Block } from '../chat/reply.ts';
import type { Chart } from '../model/chart.ts';
import { formatValue } from '../model/format.ts';
import type { MetricDefinition } from '../model/metric.ts';
import type { Point } from '../model/sample.ts';
import type { Instant } from '../model/time.ts';
import type { Forecast } from '../score/forecasting.ts';

/** Points of the band. */
const BAND = 120;
/** So many times as long as it looks ahead, it looks back. */
const BACK = 2;

export interface PictureOf {
  /** Target and labels. */
  readonly name: string;
  readonly points: readonly Point[];
  readonly definition: MetricDefinition;
  readonly horizon: { readonly word: string; readonly span: number };
  readonly zone: string;
  readonly now: Instant;
}

/** The history, and beside it the band in which it is expected. */
export function forecastPicture(forecast: Forecast, of: PictureOf): Block {
  const { name, points, definition, horizon, zone, now } = of;
  const { unit, end } = definition;
  const to = Math.min(now + horizon.span, forecast.until);
  const step = (to - forecast.last.at) / BAND;
  const ahead = Array.from({ length: BAND + 1 }, (_, index) => {
    const at = Math.round(forecast.last.at + index * step);
    return { at, ...forecast.at(at) };
  });
  const from = Math.max(points[0]?.at ?? now, now - BACK * (to - now));
  const chart: Chart = {
    ...{ kind: 'time', look: 'line', unit, zone, to },
    title: `${definition.title} of ${name}`,
    from,
    series: [
      {
        name: 'measured',
        points: points.filter(({ at }) => at >= from).map(({ at, value }) => [at, value] as const),
      },
      {
        name: 'expected',
        points: ahead.map(({ at, expected }) => [at, expected] as const),
        isBefore: true,
      },
    ],
    bounds: [null, null],
    limits: end ? [{ value: end.at, label: 'end', tone: 'critical' }] : [],
    ...{ marks: [], spans: [] },
    band: {
      name: 'likely',
      points: ahead.map(({ at, low, high }) => [at, low, high] as const),
    },
  };
  const last = ahead.at(-1);
  const show = (value: number) => formatValue(value, unit);
  const alt = `${definition.title} of ${name}: now ${show(forecast.last.value)}, in ${horizon.word} ${show(last?.expected ?? 0)}, between ${show(last?.low ?? 0)} and ${show(last?.high ?? 0)}.`;
  return { kind: 'chart', chart, alt };
}
