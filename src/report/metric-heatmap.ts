import type { Block, Reply } from '../chat/reply.ts';
import { heading, line, reply } from '../chat/reply.ts';
import type { HeatmapChart } from '../model/chart.ts';
import type { EventFilter, EventReader } from '../model/event-question.ts';
import { formatValue } from '../model/format.ts';
import type { Unit } from '../model/metric.ts';
import { HOUR } from '../model/time.ts';
import { notEnough, notEnoughText } from '../score/enough.ts';
import type { ChartAsked } from './chart-asked.ts';
import type { SampleQuestions } from './chart-data.ts';
import { heatmapBlock } from './event-heatmap.ts';
import { counted, shortened } from './state-text.ts';
import { extremeHours, WEEKDAYS, weekHours } from './week-hours.ts';

/** Fewer hours say nothing of a day, and fewer days nothing of a week. */
const LEAST_HOURS = 24;
/** Targets that are asked for their series. */
const MOST_TARGETS = 20;
const SHADES = 3;

interface Heat {
  readonly title: string;
  readonly unit: Unit;
  readonly cells: readonly (readonly (number | null)[])[];
  readonly note: string;
}

/** A metric by hour and weekday: means over all its series, of a counter how much it grows in the hour. */
export async function metricHeatmap(
  world: SampleQuestions & { readonly zone: string },
  { metrics: [first], named, labels, window, span, to }: ChartAsked,
): Promise<Reply> {
  if (first === undefined) return reply([line('Nothing was measured.', 'muted')]);
  const { metric, series } = first;
  const ids = new Set(named.map(({ id }) => id));
  const all = [...new Set(series.map(({ target }) => target.id))];
  const targets = all.filter((id) => ids.size === 0 || ids.has(id)).slice(0, MOST_TARGETS);
  const end = Math.floor(to / HOUR) * HOUR;
  const fn = metric.type === 'counter' ? ('increase' as const) : ('avg' as const);
  const when = { from: end - Math.floor(span / HOUR) * HOUR, to: end, step: HOUR };
  const answers = await Promise.all(
    targets.map((target) =>
      world.samples.query({ metric: metric.name, target, labels, fn, window: HOUR, when }),
    ),
  );
  // The hour that ends at a point is the one it is about.
  const points = answers.flatMap((answer) =>
    answer.series.flatMap((one) =>
      one.points.map(({ at, value }) => ({ at: at - HOUR / 2, value })),
    ),
  );
  const where = named.length === 0 ? '' : ` · ${named.map(({ name }) => name).join(', ')}`;
  const title = shortened(`${metric.name}${where} · by hour, last ${window}`, 150);
  const hours = new Set(points.map(({ at }) => at)).size;
  const data = { metric: metric.name, unit: metric.unit, window, zone: world.zone, hours };
  if (hours < LEAST_HOURS) {
    const why = `${notEnoughText(notEnough(hours, LEAST_HOURS, 'hours'))}.`;
    return reply([heading(title), line(capital(why), 'muted')], { data });
  }
  const cells = weekHours(points, world.zone);
  const rows = answers.reduce((sum, { series: found }) => sum + found.length, 0);
  const unit = metric.isTruth ? 'ratio' : metric.unit;
  const note = `Means of ${counted(rows, 'series', 'series')} · clocks of ${world.zone}`;
  return heatReply({ title, unit, cells, note }, data, to);
}

/** Events by hour and weekday. */
export async function eventHeatmap(
  reader: EventReader,
  filter: EventFilter,
  { zone, what }: { readonly zone: string; readonly what: string },
): Promise<Reply> {
  const { cells, count } = await reader.ask(filter, { ask: 'heatmap', zone });
  if (count === 0) return reply([line(`No ${what}.`, 'muted')], { data: { zone, count, cells } });
  const title = shortened(`${what} · by hour`, 150);
  const note = `${counted(count, 'event')} · clocks of ${zone}`;
  return heatReply({ title, unit: 'count', cells, note }, { zone, count }, filter.to);
}

function heatReply(heat: Heat, data: object, asOf: number): Reply {
  const { title, unit, cells, note } = heat;
  const extremes = extremeHours(cells);
  const chart: HeatmapChart = {
    ...{ kind: 'heatmap', title, unit, rows: WEEKDAYS, cells },
    columns: Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0')),
  };
  const show = (value: number) => formatValue(value, unit);
  const said =
    extremes === null
      ? 'Nothing was measured.'
      : `Most at ${extremes.peak.when}: ${show(extremes.peak.value)}; least at ${extremes.quietest.when}: ${show(extremes.quietest.value)}.`;
  const blocks: Block[] = [
    heading(title),
    line(said),
    heatmapBlock(shaded(cells)),
    { kind: 'chart', chart, alt: `${title}. ${said}` },
  ];
  return reply(blocks, {
    ...{ footer: note, asOf },
    data: { ...data, cells, peak: extremes?.peak ?? null, quietest: extremes?.quietest ?? null },
  });
}

/** From 1 for the least to 4 for the most; 0 is not measured, as is a count of none. */
function shaded(cells: Heat['cells']): readonly (readonly number[])[] {
  const known = cells.flat().filter((value): value is number => value !== null);
  const low = Math.min(...known);
  const high = Math.max(...known);
  const level = (value: number) =>
    high === low ? 1 : 1 + Math.round((SHADES * (value - low)) / (high - low));
  return cells.map((row) => row.map((value) => (value === null ? 0 : level(value))));
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
