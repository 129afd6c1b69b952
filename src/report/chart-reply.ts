import type { Block, Reply } from '../chat/reply.ts';
import { heading, line, reply, strong } from '../chat/reply.ts';
import type { ChartSeries, TimeChart } from '../model/chart.ts';
import { formatValue } from '../model/format.ts';
import type { Unit } from '../model/metric.ts';
import { labelText } from '../model/sample.ts';
import { HOUR } from '../model/time.ts';
import { notEnoughText } from '../score/enough.ts';
import type { Around, AroundWorld } from './chart-around.ts';
import { aroundOf, usualBand } from './chart-around.ts';
import type { ChartAsked } from './chart-asked.ts';
import { BEFORE, type Before, type NamedLine, readBefore } from './chart-before.ts';
import { chartControls } from './chart-controls.ts';
import type { LineRead } from './chart-data.ts';
import { readLine, withGaps } from './chart-data.ts';
import { changeText, comparedText, figuresText } from './chart-text.ts';
import { iso } from './data.ts';
import { evenly, type Range } from './series.ts';
import { counted, shortened } from './state-text.ts';

/** Lines of one picture, and characters of a sparkline. */
const MOST_LINES = 8;
const WIDTH = 48;

/** A chart over a window: each series in a row of text with its numbers, the picture, and what leads on from it. */
export async function chartReply(world: AroundWorld, asked: ChartAsked): Promise<Reply> {
  const range: Range = { from: asked.to - asked.span, to: asked.to };
  const wanted = wantedLines(asked);
  const read = await readAll(world, wanted, range);
  const lines = read
    .slice(0, MOST_LINES)
    .map((one) => ({ ...one, name: nameOf(one, read, asked) }));
  const title = titleOf(asked);
  const controls = await chartControls(world, asked);
  const [first] = lines;
  if (first === undefined) {
    const none = line('Nothing was measured in this window.', 'muted');
    return reply([heading(title), none, ...controls], { data: dataOf(asked, range, []) });
  }
  const { metric } = first;
  const targets = [...new Set(lines.map(({ target }) => target))];
  const [around, before, band] = await Promise.all([
    aroundOf(world, metric, { targets, range }),
    asked.compared === null ? [] : readBefore(world, asked, { lines, range }),
    lines.length === 1 ? usualBand(world, first) : null,
  ]);
  const unit = metric.isTruth ? 'ratio' : metric.unit;
  const chart: TimeChart = {
    ...{ kind: 'time', title, zone: world.zone, from: range.from, to: range.to, unit },
    look: asked.preset?.look ?? 'line',
    bounds: asked.preset?.bounds ?? boundsOf(lines, unit),
    series: [...before.map(({ series }) => series), ...seriesOf(lines, asked)],
    ...{ limits: around.limits, marks: around.marks, spans: around.spans },
    band: band !== null && 'points' in band ? band : null,
  };
  const texts = lines.flatMap((one) => lineBlocks(one, { range, unit, before, asked }));
  const rest = seriesCount(asked) - lines.length;
  const more = rest > 0 ? [line(`${rest} more series: name a target or a label.`, 'muted')] : [];
  const alt = altOf(lines, around, { title, unit });
  const notes = band !== null && 'kind' in band ? `usual range: ${notEnoughText(band)}` : null;
  return reply([heading(title), ...texts, ...more, { kind: 'chart', chart, alt }, ...controls], {
    asOf: Math.max(...lines.map(({ points }) => points.at(-1)?.at ?? 0)),
    footer: notes,
    data: dataOf(asked, range, lines, around),
  });
}

/** Series that were asked for, drawn or not. */
function seriesCount({ metrics, named, labels }: ChartAsked): number {
  const ids = new Set(named.map(({ id }) => id));
  const wanted = Object.entries(labels);
  return metrics
    .flatMap(({ series }) => series)
    .filter(({ target }) => ids.size === 0 || ids.has(target.id))
    .filter((one) => wanted.every(([key, value]) => one.labels[key] === value)).length;
}

/** One of each metric and target, at most as many as are drawn: each may have several series. */
function wantedLines({ metrics, named, labels }: ChartAsked) {
  const names = new Set(named.map(({ id }) => id));
  return metrics.flatMap(({ metric, series }) => {
    const targets = [...new Set(series.map(({ target }) => target))];
    const chosen = targets.filter(({ id }) => names.size === 0 || names.has(id));
    return chosen.map((target) => ({ target, metric, labels }));
  });
}

async function readAll(
  world: AroundWorld,
  wanted: ReturnType<typeof wantedLines>,
  range: Range,
): Promise<readonly LineRead[]> {
  const found: LineRead[] = [];
  for (const one of wanted) {
    if (found.length >= MOST_LINES) break;
    found.push(...(await readLine(world, one, range)));
  }
  return found;
}

function nameOf(
  { target, metric, labels }: LineRead,
  all: readonly LineRead[],
  { preset }: ChartAsked,
): string {
  const many = new Set(all.map((one) => one.target.id)).size > 1;
  const title = preset?.lines.find((one) => one.metric === metric.name)?.title ?? '';
  const own = [title, many || title === '' ? target.name : '', labelText(labels)];
  return shortened(own.filter((part) => part !== '').join(' '), 60);
}

function titleOf({ metrics, preset, named, window, alert }: ChartAsked): string {
  const what = preset?.title ?? metrics[0]?.metric.name ?? '';
  const counter = metrics[0]?.metric.type === 'counter' ? ' per minute' : '';
  const where = named.length === 0 ? '' : ` · ${named.map(({ name }) => name).join(', ')}`;
  const when = alert === null ? `last ${window}` : `around #${alert}`;
  return shortened(`${what}${counter}${where} · ${when}`, 150);
}

function boundsOf(lines: readonly LineRead[], unit: Unit): TimeChart['bounds'] {
  const isFromZero = ['percent', 'ratio', 'count'].includes(unit);
  return [isFromZero && lines.every(({ figures }) => figures.min >= 0) ? 0 : null, null];
}

/** Averages hide peaks: where one line is alone, the greatest values are drawn above it. */
function seriesOf(lines: readonly NamedLine[], { preset, span }: ChartAsked): ChartSeries[] {
  const drawn = lines.map(({ name, points, metric }): ChartSeries => {
    const colour = preset?.lines.find((one) => one.metric === metric.name)?.colour;
    return { name, points: withGaps(points), ...(colour === undefined ? {} : { colour }) };
  });
  const [only] = lines;
  if (only === undefined || lines.length > 1 || span <= 6 * HOUR || only.metric.isTruth) {
    return drawn;
  }
  const isSame = only.highest.every(({ value }, index) => value === only.points[index]?.value);
  return isSame ? drawn : [...drawn, { name: 'highest', points: withGaps(only.highest) }];
}

function lineBlocks(
  one: NamedLine,
  options: {
    readonly range: Range;
    readonly unit: Unit;
    readonly before: readonly Before[];
    readonly asked: ChartAsked;
  },
): Block[] {
  const { range, unit, before, asked } = options;
  const then = before.find(({ name }) => name === one.name);
  const against =
    then === undefined || asked.compared === null
      ? ''
      : `, ${comparedText(one.figures.average, then.average, { unit, than: BEFORE[asked.compared] })}`;
  const text = `: ${figuresText(one.figures, unit)}, ${changeText(one.points, unit)}${against}`;
  const values = evenly(one.points, { from: range.from, to: range.to + 1 }, WIDTH);
  return [
    line([strong(one.name), text]),
    { kind: 'sparkline', label: one.name, values, bounds: null, caption: '' },
  ];
}

function altOf(
  lines: readonly NamedLine[],
  { alerts, marks }: Around,
  { title, unit }: { readonly title: string; readonly unit: Unit },
): string {
  const each = lines.slice(0, 3).map(({ name, figures: { min, max, last } }) => {
    const show = (value: number) => formatValue(value, unit);
    return `${name} now ${show(last)}, from ${show(min)} to ${show(max)}`;
  });
  const rest = lines.length > 3 ? [`${lines.length - 3} more series`] : [];
  const beside = [
    ...(alerts.length > 0 ? [counted(alerts.length, 'alert')] : []),
    ...(marks.length > 0 ? [counted(marks.length, 'change')] : []),
  ];
  return `${title}: ${[...each, ...rest, ...beside].join('; ')}.`;
}

function dataOf(
  { metrics, preset, window, compared }: ChartAsked,
  { from, to }: Range,
  lines: readonly NamedLine[],
  around?: Around,
) {
  return {
    metric: metrics[0]?.metric.name ?? null,
    chart: preset?.name ?? null,
    unit: metrics[0]?.metric.unit ?? null,
    ...{ window, compared, from: iso(from), to: iso(to) },
    series: lines.map(({ target, metric, labels, figures, points }) => ({
      ...{ target: target.name, metric: metric.name, labels, ...figures },
      points: points.map(({ at, value }) => [iso(at), value]),
    })),
    limits: around?.limits.map(({ value, label }) => ({ value, label })) ?? [],
    alerts: around?.alerts.map(({ id }) => id) ?? [],
    marks: around?.marks.map(({ at, label }) => ({ at: iso(at), text: label })) ?? [],
  };
}
