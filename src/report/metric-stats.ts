import type { Block, Reply } from '../chat/reply.ts';
import { heading, line, reply } from '../chat/reply.ts';
import { formatValue } from '../model/format.ts';
import type { DescribedMetric } from '../model/metric.ts';
import type { Labels } from '../model/sample.ts';
import { labelText } from '../model/sample.ts';
import type { SeriesAnswer, SeriesFunction, SeriesQuestion } from '../model/series-question.ts';
import type { Target } from '../model/target.ts';
import type { Instant } from '../model/time.ts';
import type { Asked } from './metric-found.ts';
import { counted, grouped, shortened } from './state-text.ts';

/** Series in one answer. */
const SHOWN = 10;
/** Series of which figures are asked for: more would keep people waiting. */
export const MOST_STATS = 500;

/** What is read of stored series. */
export interface Questions {
  readonly now: Instant;
  readonly samples: { query(question: SeriesQuestion): Promise<SeriesAnswer> };
}

const FIGURES = ['count', 'sum', 'avg', 'min', 'max', 'last', 'p50', 'p95', 'p99'] as const;
/** What only a counter has. */
const GROWTH = ['increase', 'rate'] as const;

/** How figures are called, for people and programs alike. */
const NAMES: Readonly<Record<SeriesFunction, string>> = {
  ...{ count: 'count', sum: 'sum', avg: 'mean', min: 'min', max: 'max', last: 'last' },
  ...{ p50: 'p50', p95: 'p95', p99: 'p99', rate: 'rate', increase: 'increase' },
};

export interface StatsRequest extends Asked {
  readonly metric: DescribedMetric;
  /** As it was written, e.g. `24h`. */
  readonly window: string;
  readonly span: number;
}

interface Line {
  readonly target: string;
  readonly labels: Labels;
  values: Partial<Record<SeriesFunction, number>>;
}

/** Figures of every series of a metric over a window, each from the cheapest of what is stored. */
export async function metricStatsReply(world: Questions, request: StatsRequest): Promise<Reply> {
  const { metric, window, targets } = request;
  const figures = [...FIGURES, ...(metric.type === 'counter' ? GROWTH : [])];
  const answers = await Promise.all(figures.map((fn) => ask(world, request, fn)));
  const lines = linesOf(figures, answers, targets);
  const title = heading(`${metric.name} · last ${window}`);
  const error = Math.max(0, ...answers.map((one) => one.error));
  const lost = answers.some((one) => one.lost > 0);
  const isShort = answers.some((one) => one.shortened > 0);
  const notes = [...errorNote(error), ...keptNotes({ isLost: lost, isShort })];
  const data = {
    ...{ metric: metric.name, unit: metric.unit, type: metric.type, window, error },
    incomplete: lost || isShort,
    series: lines.map(({ target, labels, values }) => ({
      ...{ target, labels },
      ...Object.fromEntries(figures.map((fn) => [NAMES[fn], values[fn] ?? null])),
    })),
  };
  if (lines.length === 0) {
    const nothing = lost ? [] : [line('Nothing was measured in this window.', 'muted')];
    return reply([title, ...nothing, ...notes], { data });
  }
  return reply([title, ...blocksOf(figures, lines, metric), ...notes], { asOf: world.now, data });
}

function ask(
  { samples, now }: Questions,
  { metric, span, target }: StatsRequest,
  fn: SeriesFunction,
): Promise<SeriesAnswer> {
  const question = { metric: metric.name, target: target?.id ?? null, fn, window: span };
  return samples.query({ ...question, when: { at: now } });
}

/** One line per series of the targets that are watched. */
function linesOf(
  figures: readonly SeriesFunction[],
  answers: readonly SeriesAnswer[],
  targets: readonly Target[],
): readonly Line[] {
  const names = new Map(targets.map(({ id, name }) => [id, name]));
  const lines = new Map<string, Line>();
  for (const [index, { series }] of answers.entries()) {
    for (const { target: id, labels, points } of series) {
      const target = names.get(id ?? 0);
      const value = points.at(-1)?.value;
      const fn = figures[index];
      if (target === undefined || value === undefined || fn === undefined) continue;
      const key = `${id} ${labelText(labels)}`;
      const one = lines.get(key) ?? { target, labels, values: {} };
      one.values[fn] = value;
      lines.set(key, one);
    }
  }
  return [...lines.values()].filter(({ values }) => (values.count ?? 0) > 0);
}

function blocksOf(
  figures: readonly SeriesFunction[],
  lines: readonly Line[],
  { unit }: DescribedMetric,
): Block[] {
  const show = (fn: SeriesFunction, value: number | undefined) => {
    if (value === undefined) return '-';
    if (fn === 'count') return grouped(value);
    return fn === 'rate' ? `${formatValue(value, unit)}/s` : formatValue(value, unit);
  };
  const rows = lines
    .slice(0, SHOWN)
    .map(({ target, labels, values }) => [
      [shortened(target, 40), shortened(labelText(labels), 60)].join(' ').trim(),
      ...figures.map((fn) => show(fn, values[fn])),
    ]);
  const columns = ['Where', ...figures.map((fn) => NAMES[fn])].map((title, index) => ({
    title,
    align: index === 0 ? ('left' as const) : ('right' as const),
  }));
  const rest = lines.length - rows.length;
  const more =
    rest > 0
      ? [line(`${counted(rest, 'more series', 'more series')}: name a target.`, 'muted')]
      : [];
  return [{ kind: 'table', columns, rows }, ...more];
}

function errorNote(error: number): Block[] {
  if (error === 0) return [];
  const text = `Percentiles are within ${formatValue(error, 'ratio')}: they come from hourly sketches.`;
  return [line(text, 'muted')];
}

/** What of the past is kept no more. */
export function keptNotes(told: { readonly isLost: boolean; readonly isShort: boolean }): Block[] {
  const texts = [
    told.isLost && 'Some figures are missing: the points that they need are kept no more.',
    told.isShort && 'The window begins at a full hour: before that only whole hours are kept.',
  ];
  return texts.flatMap((text) => (text === false ? [] : [line(text, 'muted')]));
}
