import type { Block, Reply } from '../chat/reply.ts';
import { heading, line, reply, strong } from '../chat/reply.ts';
import type { DistributionChart } from '../model/chart.ts';
import { formatValue } from '../model/format.ts';
import type { DescribedMetric } from '../model/metric.ts';
import type { Labels, Point } from '../model/sample.ts';
import { labelText } from '../model/sample.ts';
import type { SeriesAnswer, SeriesFunction } from '../model/series-question.ts';
import type { Target } from '../model/target.ts';
import type { Instant } from '../model/time.ts';
import { SECOND } from '../model/time.ts';
import { notEnough, notEnoughText } from '../score/enough.ts';
import type { SampleQuestions } from './chart-data.ts';
import type { MeasuredMetric } from './metric-values.ts';
import { counted, shortened } from './state-text.ts';

/** Rows that are shown, and measurements without which a percentile says nothing. */
const SHOWN = 10;
const LEAST = 20;
const BINS = 20;
const MOST_POINTS = 5_000;

export interface PerfWorld extends SampleQuestions {
  readonly now: Instant;
  readonly samples: SampleQuestions['samples'] & {
    points(
      target: number,
      series: { metric: string; labels: Labels },
      range: { from: Instant; to: Instant; limit: number },
    ): Promise<readonly Point[]>;
  };
}

/** How long one part took in a window; times in milliseconds. */
export interface Part {
  readonly target: Target;
  readonly metric: DescribedMetric;
  readonly labels: Labels;
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** p95 of the window before; null: too little was measured then. */
  readonly before: number | null;
}

/** Whether it says how long something takes: not how old or how long ago something is. */
function isTiming({ unit, type }: DescribedMetric): boolean {
  return unit === 'ms' || (unit === 'seconds' && type === 'histogram');
}

/** What took longest on targets, by p95, with the change against the window before. */
export async function perfReply(
  world: PerfWorld,
  asked: {
    readonly targets: readonly Target[];
    readonly metrics: readonly MeasuredMetric[];
    readonly window: string;
    readonly span: number;
    readonly where: string;
  },
): Promise<Reply> {
  const { targets, metrics, window, span, where } = asked;
  const timings = metrics.filter(({ metric, series }) => series.length > 0 && isTiming(metric));
  const found: Part[] = [];
  const few: number[] = [];
  for (const { metric } of timings) {
    const own = await partsOf(world, metric, { targets, span });
    found.push(...own.parts);
    few.push(...own.few);
  }
  const title = `How long things take${where} · last ${window}`;
  const data = { window, parts: found.map(dataOf), too_few: few.length };
  const parts = found.toSorted((a, b) => b.p95 - a.p95);
  const [slowest] = parts;
  if (slowest === undefined) {
    const most = Math.max(0, ...few);
    const why =
      timings.length === 0
        ? 'Nothing here measures how long something takes: add a check, or push times in ms.'
        : `No percentile from so little: ${notEnoughText(notEnough(most, LEAST, 'points'))}.`;
    return reply([heading(title), line(why, 'muted')], { data });
  }
  const chart = await distribution(world, slowest, span);
  const rest = parts.length - SHOWN;
  const notes = [
    ...(rest > 0 ? [`${rest} more`] : []),
    ...(few.length > 0
      ? [`${counted(few.length, 'series', 'series')} with fewer than ${LEAST} points`]
      : []),
  ];
  return reply(
    [
      heading(title),
      line(['Slowest: ', strong(nameOf(slowest)), `: ${figures(slowest)}, ${changed(slowest)}.`]),
      tableOf(parts.slice(0, SHOWN)),
      ...(notes.length > 0 ? [line(`${notes.join(', ')}.`, 'muted')] : []),
      ...chart,
    ],
    { asOf: world.now, data: { ...data, slowest: dataOf(slowest) } },
  );
}

async function partsOf(
  { samples, now }: PerfWorld,
  metric: DescribedMetric,
  { targets, span }: { readonly targets: readonly Target[]; readonly span: number },
) {
  const [only] = targets.length === 1 ? targets : [];
  const ask = (fn: SeriesFunction, at: Instant) =>
    samples.query({
      ...{ metric: metric.name, target: only?.id ?? null, fn, window: span, when: { at } },
    });
  const [count, p50, p95, p99, countBefore, before] = await Promise.all([
    ...(['count', 'p50', 'p95', 'p99'] as const).map((fn) => ask(fn, now)),
    ask('count', now - span),
    ask('p95', now - span),
  ]);
  const factor = metric.unit === 'seconds' ? SECOND : 1;
  const byId = new Map(targets.map((one) => [one.id, one]));
  const known = (count?.series ?? []).flatMap(({ target: id, labels }) => {
    const target = byId.get(id ?? 0);
    return target === undefined ? [] : [{ target, labels }];
  });
  const few: number[] = [];
  const parts = known.flatMap(({ target, labels }): Part[] => {
    const key = keyOf(target.id, labels);
    const times = (answer: SeriesAnswer | undefined) => valueIn(answer, key) * factor;
    const many = valueIn(count, key);
    if (many < LEAST) {
      few.push(many);
      return [];
    }
    const hasBefore = valueIn(countBefore, key) >= LEAST;
    return [
      {
        ...{ target, metric, labels, count: many },
        ...{ p50: times(p50), p95: times(p95), p99: times(p99) },
        before: hasBefore ? times(before) : null,
      },
    ];
  });
  return { parts, few };
}

/** The only value of a series; 0 where it has none. */
function valueIn(answer: SeriesAnswer | undefined, key: string): number {
  const found = answer?.series.find((one) => keyOf(one.target, one.labels) === key);
  return found?.points.at(-1)?.value ?? 0;
}

function keyOf(target: number | null, labels: Labels): string {
  return `${target} ${labelText(labels)}`;
}

function nameOf({ target, metric, labels }: Part): string {
  return shortened(`${metric.title} of ${target.name} ${labelText(labels)}`.trim(), 100);
}

function figures({ p50, p95, p99 }: Part): string {
  const show = (value: number) => formatValue(value, 'ms');
  return `p50 ${show(p50)}, p95 ${show(p95)}, p99 ${show(p99)}`;
}

function changed({ p95, before }: Part): string {
  if (before === null) return 'the window before measured too little';
  if (before === 0) return 'from 0 in the window before';
  const part = (p95 - before) / before;
  if (Math.abs(part) < 0.02) return 'as in the window before';
  return `p95 ${Math.round(100 * Math.abs(part))} % ${part > 0 ? 'more' : 'less'} than in the window before`;
}

function tableOf(parts: readonly Part[]): Block {
  const show = (value: number) => formatValue(value, 'ms');
  const change = ({ p95, before }: Part) => {
    if (before === null || before === 0) return '-';
    const percent = Math.round((100 * (p95 - before)) / before);
    return `${percent > 0 ? '+' : ''}${percent} %`;
  };
  return {
    kind: 'table',
    columns: ['What', 'p50', 'p95', 'p99', 'Change'].map((title, index) => ({
      ...{ title, align: index === 0 ? ('left' as const) : ('right' as const) },
    })),
    rows: parts.map((one) => [
      shortened(`${one.target.name} ${labelText(one.labels) || one.metric.name}`, 60),
      ...[one.p50, one.p95, one.p99].map(show),
      change(one),
    ]),
  };
}

/** How the times of one part are spread; what lies above p99 is in the last bin. */
async function distribution(
  { samples, now }: PerfWorld,
  part: Part,
  span: number,
): Promise<Block[]> {
  const series = { metric: part.metric.name, labels: part.labels };
  const range = { from: now - span, to: now + 1, limit: MOST_POINTS };
  const points = await samples.points(part.target.id, series, range);
  const factor = part.metric.unit === 'seconds' ? SECOND : 1;
  const values = points.map(({ value }) => value * factor);
  const least = values.reduce((low, one) => Math.min(low, one), part.p50);
  const width = (part.p99 - least) / BINS;
  if (width <= 0) return [];
  const counts = new Array<number>(BINS).fill(0);
  for (const value of values) {
    const bin = Math.min(BINS - 1, Math.max(0, Math.floor((value - least) / width)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const title = nameOf(part);
  const chart: DistributionChart = {
    ...{ kind: 'distribution', title, unit: 'ms' },
    bins: counts.map((count, index) => ({
      ...{ from: least + index * width, to: least + (index + 1) * width, count },
    })),
    marks: [
      { value: part.p50, label: 'p50', tone: 'plain' },
      { value: part.p95, label: 'p95', tone: 'warning' },
      { value: part.p99, label: 'p99', tone: 'bad' },
    ],
  };
  const means: Block[] =
    part.count > MOST_POINTS
      ? [
          line(
            `The picture counts ${counted(points.length, 'mean')} of ${counted(part.count, 'point')}.`,
            'muted',
          ),
        ]
      : [];
  return [{ kind: 'chart', chart, alt: `${title}: ${figures(part)}.` }, ...means];
}

function dataOf({ target, metric, labels, count, p50, p95, p99, before }: Part) {
  return {
    ...{ target: target.name, metric: metric.name, labels, count },
    ...{ p50_ms: p50, p95_ms: p95, p99_ms: p99, p95_before_ms: before },
  };
}
