import type { Block, Reply } from '../chat/reply.ts';
import { heading, line, reply, strong } from '../chat/reply.ts';
import { formatValue } from '../model/format.ts';
import type { Unit } from '../model/metric.ts';
import type { Labels, Point } from '../model/sample.ts';
import { labelText } from '../model/sample.ts';
import type { Target } from '../model/target.ts';
import { iso } from './data.ts';
import type { HistoryReaders } from './history.ts';
import { hourlyHistory } from './history.ts';
import type { Range } from './series.ts';
import { evenly, summarise } from './series.ts';
import type { Insight } from './trend-insight.ts';
import { insightBlocks, insightData, insightOf } from './trend-insight.ts';

/** Series in one answer; what is left out is said. */
const SHOWN = 8;
const WIDTH = 48;
/** A week at 30 s: fewer would average the peaks away. */
const MOST_POINTS = 20_160;

export interface TrendRequest {
  readonly metric: string;
  readonly unit: Unit;
  /** As it was typed, e.g. `24h`. */
  readonly window: string;
  readonly range: Range;
  /** IANA zone, for what is usual in an hour. */
  readonly zone: string;
  readonly series: readonly {
    readonly target: Target;
    readonly series: { readonly metric: string; readonly labels: Labels };
  }[];
}

interface Part {
  readonly target: Target;
  readonly labels: Labels;
  readonly name: string;
  readonly points: readonly Point[];
  readonly insight: Insight;
}

/** Every series of a metric over a window: picture, bounds, slope, and what is usual. */
export async function trendReply(readers: HistoryReaders, request: TrendRequest): Promise<Reply> {
  const shown = request.series.slice(0, SHOWN);
  const parts: Part[] = [];
  const now = request.range.to - 1;
  for (const { target, series } of shown) {
    const points = await readers.points(target.id, series, {
      ...request.range,
      limit: MOST_POINTS,
    });
    const hours = await hourlyHistory(readers, { target: target.id, ...series }, { days: 35, now });
    const insight = insightOf(points, hours, { zone: request.zone, now });
    parts.push({
      target,
      labels: series.labels,
      name: nameOf(target, series.labels),
      points,
      insight,
    });
  }
  const newest = Math.max(0, ...parts.map(({ points }) => points.at(-1)?.at ?? 0));
  const blocks = parts.flatMap((one) => part(request, one));
  const rest = request.series.length - shown.length;
  if (rest > 0) blocks.push(line(`${rest} more series: name a target to see them.`, 'muted'));
  const title = heading(`${request.metric} · last ${request.window}`);
  const data = {
    metric: request.metric,
    unit: request.unit,
    window: request.window,
    series: parts.map(({ target, labels, points, insight }) => ({
      target: target.name,
      labels,
      ...(summarise(points) ?? { min: null, average: null, max: null, last: null }),
      last_at: iso(points.at(-1)?.at ?? null),
      ...insightData(insight),
    })),
    more: rest,
  };
  return reply([title, ...blocks], { asOf: newest === 0 ? null : newest, data });
}

function nameOf(target: Target, labels: Labels): string {
  const series = labelText(labels);
  return series === '' ? target.name : `${target.name} ${series}`;
}

function part({ unit, range }: TrendRequest, { name, points, insight }: Part): Block[] {
  const summary = summarise(points);
  if (!summary) return [line([strong(name), ': no data in this window'], 'muted')];
  const show = (value: number) => formatValue(value, unit);
  const text = `: now ${show(summary.last)}, min ${show(summary.min)}, average ${show(summary.average)}, max ${show(summary.max)}, ${change(points, show)}`;
  const values = evenly(points, range, WIDTH);
  return [
    line([strong(name), text]),
    { kind: 'sparkline', label: name, values, bounds: null, caption: '' },
    ...insightBlocks(insight, unit),
  ];
}

/** Mean of the last quarter against the first quarter of what was measured. */
function change(points: readonly Point[], show: (value: number) => string): string {
  const quarter = Math.max(1, Math.floor(points.length / 4));
  const first = summarise(points.slice(0, quarter))?.average ?? 0;
  const last = summarise(points.slice(-quarter))?.average ?? 0;
  const delta = last - first;
  const scale = Math.max(Math.abs(first), Math.abs(last));
  if (scale === 0 || Math.abs(delta) / scale < 0.02) return 'steady';
  return `${delta > 0 ? '▲ rising' : '▼ falling'} by ${show(Math.abs(delta))}`;
}
