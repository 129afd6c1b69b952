import type { Block, Reply } from '../chat/reply.ts';
import { heading, line, reply, strong } from '../chat/reply.ts';
import { formatValue } from '../model/format.ts';
import type { DescribedMetric } from '../model/metric.ts';
import type { Labels } from '../model/sample.ts';
import { labelText } from '../model/sample.ts';
import type { SeriesFunction } from '../model/series-question.ts';
import type { Target } from '../model/target.ts';
import type { Instant } from '../model/time.ts';
import { HOUR, MINUTE } from '../model/time.ts';
import { clockIn } from './clock.ts';
import { iso } from './data.ts';
import { dateIn } from './day.ts';
import { keptNotes, type Questions } from './metric-stats.ts';
import { counted, shortened } from './state-text.ts';

/** Series in one answer. */
const SHOWN = 3;
/** Rows of the table of the first of them. */
const ROWS = 24;
/** Steps are a multiple of this; those of an hour or more are whole hours, which are kept the longest. */
const STEP = 5 * MINUTE;
const WIDTH = 48;

export interface HistoryRequest {
  readonly metric: DescribedMetric;
  readonly hours: number;
  readonly zone: string;
  readonly series: readonly { readonly target: Target; readonly labels: Labels }[];
}

interface Went {
  readonly steps: readonly Step[];
  readonly isLost: boolean;
  readonly isShort: boolean;
}

interface Step {
  readonly at: Instant;
  readonly values: Partial<Readonly<Record<SeriesFunction, number>>>;
}

/** How a metric went: a picture of each series, and the first of them step by step. */
export async function metricHistoryReply(
  world: Questions,
  { metric, hours, zone, series }: HistoryRequest,
): Promise<Reply> {
  const shown = series.slice(0, SHOWN);
  const parts = await Promise.all(
    shown.map(async (one) => ({
      ...one,
      name: [one.target.name, labelText(one.labels)].join(' ').trim(),
      ...(await stepsOf(world, metric, { ...one, hours })),
    })),
  );
  const rest = series.length - shown.length;
  const blocks: Block[] = parts.flatMap(({ name, steps }, index) => [
    line([strong(shortened(name, 100))]),
    picture(name, steps, metric),
    ...(index === 0 ? [table(steps, metric, zone)] : []),
  ]);
  if (rest > 0)
    blocks.push(line(`${counted(rest, 'more series', 'more series')}: name a target.`, 'muted'));
  const told = {
    isLost: parts.some(({ isLost }) => isLost),
    isShort: parts.some(({ isShort }) => isShort),
  };
  const data = {
    ...{ metric: metric.name, unit: metric.unit, hours, more: rest },
    incomplete: told.isLost || told.isShort,
    series: parts.map(({ target, labels, steps }) => ({
      ...{ target: target.name, labels },
      steps: steps.map(({ at, values }) => ({
        ...{ until: iso(at), count: values.count ?? 0, mean: values.avg ?? null },
        ...{ min: values.min ?? null, max: values.max ?? null },
        ...(metric.type === 'counter' && { increase: values.increase ?? null }),
      })),
    })),
  };
  const title = heading(`${metric.name} · last ${hours} h`);
  return reply([title, ...blocks, ...keptNotes(told)], { asOf: world.now, data });
}

/** Equal steps up to now, oldest first; those without data have no values. */
async function stepsOf(
  { samples, now }: Questions,
  metric: DescribedMetric,
  one: { readonly target: Target; readonly labels: Labels; readonly hours: number },
): Promise<Went> {
  const wanted = (one.hours * HOUR) / ROWS;
  const unit = wanted >= HOUR ? HOUR : STEP;
  const step = Math.max(STEP, Math.ceil(wanted / unit) * unit);
  const count = Math.ceil((one.hours * HOUR) / step);
  const to = Math.ceil(now / unit) * unit;
  const when = { from: to - (count - 1) * step, to, step };
  const figures = ['count', 'avg', 'min', 'max', 'increase'] as const;
  const steps = Array.from({ length: count }, (_, index) => ({
    at: Math.min(now, when.from + index * step),
    values: {} as Record<string, number>,
  }));
  const told = { lost: 0, shortened: 0 };
  for (const fn of metric.type === 'counter' ? figures : figures.slice(0, 4)) {
    const asked = { metric: metric.name, target: one.target.id, labels: one.labels };
    const answer = await samples.query({ ...asked, fn, window: step, when });
    told.lost += answer.lost;
    told.shortened += answer.shortened;
    const own = answer.series.find(({ labels }) => labelText(labels) === labelText(one.labels));
    for (const { at, value } of own?.points ?? []) {
      const found = steps[Math.round((at - when.from) / step)];
      if (found) found.values[fn] = value;
    }
  }
  return { steps, isLost: told.lost > 0, isShort: told.shortened > 0 };
}

function picture(name: string, steps: readonly Step[], { type, isTruth }: DescribedMetric): Block {
  const shown = type === 'counter' ? 'increase' : 'avg';
  const values = steps.map(({ values: own }) => own[shown] ?? null);
  const wide = Math.max(1, Math.floor(WIDTH / Math.max(1, values.length)));
  return {
    kind: 'sparkline',
    label: shortened(name, 100),
    values: values.flatMap((value) => new Array<number | null>(wide).fill(value)),
    bounds: isTruth ? [0, 1] : null,
    caption: type === 'counter' ? 'growth' : 'mean',
  };
}

/** The newest step first. */
function table(steps: readonly Step[], { unit, type }: DescribedMetric, zone: string): Block {
  const show = (value: number | undefined) =>
    value === undefined ? '-' : formatValue(value, unit);
  const grown = type === 'counter';
  const columns = ['Until', ...(grown ? ['growth'] : []), 'mean', 'min', 'max', 'points'];
  return {
    kind: 'table',
    columns: columns.map((title, index) => ({ title, align: index === 0 ? 'left' : 'right' })),
    rows: steps
      .toReversed()
      .map(({ at, values }) => [
        `${dateIn(zone, at).slice(5)} ${clockIn(zone, at)}`,
        ...(grown ? [show(values.increase)] : []),
        ...[show(values.avg), show(values.min), show(values.max), String(values.count ?? 0)],
      ]),
  };
}
