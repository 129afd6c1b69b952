import type { Block, Inline, Reply } from '../chat/reply.ts';
import { heading, line, reply, strong } from '../chat/reply.ts';
import type { ForecastRecord } from '../model/forecast.ts';
import { formatValue } from '../model/format.ts';
import type { MetricDefinition } from '../model/metric.ts';
import type { Point } from '../model/sample.ts';
import { labelText } from '../model/sample.ts';
import type { Instant } from '../model/time.ts';
import { breathe } from '../model/wait.ts';
import { notEnoughText } from '../score/enough.ts';
import { reachOf } from '../score/forecast-reach.ts';
import { type Forecast, forecastOf } from '../score/forecasting.ts';
import { forecastPicture } from './forecast-picture.ts';
import { boundsOf, forecastData, howText, reachText, recordText } from './forecast-text.ts';
import type { HistoryReaders } from './history.ts';
import { forecastHistory } from './history.ts';
import type { AskedSeries } from './metric-asked.ts';
import { type Month, monthData, monthOf, monthText } from './month.ts';
import { evenly } from './series.ts';

const SHOWN = 6;
const WIDTH = 48;

export interface ForecastRequest {
  readonly definition: MetricDefinition;
  readonly found: readonly AskedSeries[];
  /** How far ahead, as it was typed and in milliseconds. */
  readonly horizon: { readonly word: string; readonly span: number };
  readonly record: ForecastRecord;
  readonly zone: string;
  readonly now: Instant;
}

interface Part {
  readonly name: string;
  readonly points: readonly Point[];
  readonly blocks: readonly Block[];
  readonly data: unknown;
  readonly forecast: Forecast | null;
}

/** The part whose values change most: what stands still is no picture. */
function liveliest(parts: readonly Part[]): Part | undefined {
  const known = parts.filter(({ forecast }) => forecast !== null);
  return known.toSorted((a, b) => spanOf(b) - spanOf(a))[0];
}

function spanOf({ points }: Part): number {
  const values = points.map(({ value }) => value);
  return (
    values.reduce((most, one) => Math.max(most, one), 0) -
    values.reduce((least, one) => Math.min(least, one), Number.POSITIVE_INFINITY)
  );
}

/** What each series of a metric comes to: the value ahead, when it runs out, by which method, and how right that was. */
export async function forecastReply(
  readers: HistoryReaders,
  request: ForecastRequest,
): Promise<Reply> {
  const { definition, found, horizon, now } = request;
  const parts: Part[] = [];
  for (const one of found.slice(0, SHOWN)) {
    const series = { target: one.target.id, ...one.series };
    const isCounter = definition.type === 'counter';
    parts.push(
      isCounter
        ? monthPart(one, await monthOf(readers, series, request), request)
        : partOf(one, await forecastHistory(readers, series, now), request),
    );
    await breathe();
  }
  const rest = found.length - parts.length;
  const drawn = liveliest(parts);
  const blocks = [
    heading(`${definition.name} · next ${horizon.word}`),
    ...parts.flatMap((part) => part.blocks),
    ...(rest > 0 ? [line(`${rest} more series: name a target to see them.`, 'muted')] : []),
    line(recordText(request.record, definition.unit), 'muted'),
    ...(drawn?.forecast ? [forecastPicture(drawn.forecast, { ...request, ...drawn })] : []),
  ];
  const newest = Math.max(0, ...parts.map(({ points }) => points.at(-1)?.at ?? 0));
  const { settled, within, medianError } = request.record;
  const record = { settled, within, median_error: medianError };
  const { name: metric, unit } = definition;
  const data = {
    metric,
    unit,
    horizon: horizon.word,
    record,
    series: parts.map((one) => one.data),
  };
  return reply(blocks, { asOf: newest === 0 ? null : newest, data: { ...data, more: rest } });
}

function partOf(
  { target, series }: AskedSeries,
  points: readonly Point[],
  { definition, horizon, zone, now }: ForecastRequest,
): Part {
  const { unit, end } = definition;
  const labels = labelText(series.labels);
  const name = labels === '' ? target.name : `${target.name} ${labels}`;
  const forecast = forecastOf(points, { zone, bounds: boundsOf(unit, points) });
  const of = { target: target.name, labels: series.labels };
  if (forecast.kind === 'not enough') {
    const missing = notEnoughText(forecast);
    const blocks = [line([strong(name), `: ${missing}`], 'muted')];
    return { name, points, blocks, data: { ...of, not_enough: missing }, forecast: null };
  }
  const show = (value: number) => formatValue(value, unit);
  const reach = end ? reachOf(forecast, end) : null;
  const due = Math.min(now + horizon.span, forecast.until);
  const then = forecast.at(due);
  const cut = due < now + horizon.span ? ' (as far as the history allows)' : '';
  const words: Inline[] = [
    strong(name),
    `: now ${show(forecast.last.value)}, in ${horizon.word} ${show(then.expected)} (${show(then.low)} to ${show(then.high)})${cut}`,
    ...(reach && end ? ['; ', ...reachText(reach, show(end.at), forecast)] : []),
  ];
  const first = points[0]?.at ?? now;
  const values = evenly(points, { from: first, to: now }, WIDTH);
  const blocks: Block[] = [
    line(words, reach?.kind === 'reached' ? 'bad' : 'info'),
    { kind: 'sparkline', label: name, values, bounds: null, caption: '' },
    line(howText(forecast, unit), 'muted'),
  ];
  const data = { ...of, ...forecastData(forecast, reach), expected: { ...then, at: due } };
  return { name, points, blocks, data, forecast };
}

/** What only grows, and begins anew at a restart, is told by the month. */
function monthPart(
  { target, series }: AskedSeries,
  month: Month,
  { definition }: ForecastRequest,
): Part {
  const labels = labelText(series.labels);
  const name = labels === '' ? target.name : `${target.name} ${labels}`;
  const blocks = [line([strong(name), `: ${monthText(month, definition.unit)}`])];
  const data = { target: target.name, labels: series.labels, month: monthData(month) };
  return { name, points: [], blocks, data, forecast: null };
}
