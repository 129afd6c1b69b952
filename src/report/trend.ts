import type { Block, Reply } from '../chat/reply.ts';
import { heading, line, reply, strong } from '../chat/reply.ts';
import { formatValue } from '../model/format.ts';
import type { Unit } from '../model/metric.ts';
import type { Labels, Point } from '../model/sample.ts';
import { labelText } from '../model/sample.ts';
import type { Target } from '../model/target.ts';
import { iso } from './data.ts';
import type { Range } from './series.ts';
import { evenly, summarise } from './series.ts';

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
  readonly series: readonly {
    readonly target: Target;
    readonly series: { readonly metric: string; readonly labels: Labels };
  }[];
}

interface Points {
  points(
    target: number,
    series: { metric: string; labels: Labels },
    range: Range & { limit: number },
  ): Promise<readonly Point[]>;
}

/** Every series of a metric over a window: picture, now, bounds, average and change. */
export async function trendReply(readers: Points, request: TrendRequest): Promise<Reply> {
  const shown = request.series.slice(0, SHOWN);
  const parts = await Promise.all(
    shown.map(async ({ target, series }) => {
      const points = await readers.points(target.id, series, {
        ...request.range,
        limit: MOST_POINTS,
      });
      return { target, labels: series.labels, name: nameOf(target, series.labels), points };
    }),
  );
  const newest = Math.max(0, ...parts.map(({ points }) => points.at(-1)?.at ?? 0));
  const blocks = parts.flatMap(({ name, points }) => part(request, name, points));
  const rest = request.series.length - shown.length;
  if (rest > 0) blocks.push(line(`${rest} more series: name a target to see them.`, 'muted'));
  const title = heading(`${request.metric} · last ${request.window}`);
  const data = {
    metric: request.metric,
    unit: request.unit,
    window: request.window,
    series: parts.map(({ target, labels, points }) => ({
      target: target.name,
      labels,
      ...(summarise(points) ?? { min: null, average: null, max: null, last: null }),
      last_at: iso(points.at(-1)?.at ?? null),
    })),
    more: rest,
  };
  return reply([title, ...blocks], { asOf: newest === 0 ? null : newest, data });
}

function nameOf(target: Target, labels: Labels): string {
  const series = labelText(labels);
  return series === '' ? target.name : `${target.name} ${series}`;
}

function part({ unit, range }: TrendRequest, name: string, points: readonly Point[]): Block[] {
  const summary = summarise(points);
  if (!summary) return [line([strong(name), ': no data in this window'], 'muted')];
  const show = (value: number) => formatValue(value, unit);
  const text = `: now ${show(summary.last)}, min ${show(summary.min)}, average ${show(summary.average)}, max ${show(summary.max)}, ${change(points, show)}`;
  const values = evenly(points, range, WIDTH);
  return [
    line([strong(name), text]),
    { kind: 'sparkline', label: name, values, bounds: null, caption: '' },
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
