import { formatValue } from '../../model/format.ts';
import type { MetricDefinition, Unit } from '../../model/metric.ts';
import type { Labels } from '../../model/sample.ts';
import { labelText } from '../../model/sample.ts';
import { breathe } from '../../model/wait.ts';
import type { Contrast } from '../../score/contrast.ts';
import { contrastOf } from '../../score/contrast.ts';
import type { EvenSeries, SeriesAsker } from '../even-steps.ts';
import { evenSeries, stepFor } from '../even-steps.ts';
import { unitIn } from '../measured.ts';
import type { Side } from './words.ts';

/** Steps of a window by which its spread is judged, metrics and rows of one answer. */
const STEPS = 96;
const MOST_METRICS = 12;
const MOST_ROWS = 200;

/** What one side measured; null where it is not known. */
interface Figures {
  readonly target: string;
  readonly median: number | null;
  readonly p95: number | null;
  readonly steps: readonly (number | null)[];
}

/** One series on both sides. */
export interface Row {
  readonly metric: string;
  readonly labels: Labels;
  readonly first: Figures;
  readonly second: Figures;
  readonly contrast: Contrast;
}

export interface CompareReaders {
  readonly samples: SeriesAsker & {
    series(target: number): Promise<readonly { readonly metric: string }[]>;
  };
  readonly metrics: readonly MetricDefinition[];
}

interface Asked {
  readonly sides: readonly [Side, Side];
  /** Empty: the few that say how things are. */
  readonly metrics: readonly string[];
  readonly signal: AbortSignal;
}

/** Each series that both sides have, those that differ most beside their spread first. */
export async function compareSides(
  readers: CompareReaders,
  { sides, metrics, signal }: Asked,
): Promise<{ readonly rows: readonly Row[]; readonly step: number }> {
  const [{ window }] = sides;
  const step = stepFor(window, STEPS);
  const names = metrics.length > 0 ? metrics : await usualMetrics(readers, sides);
  const rows: Row[] = [];
  for (const metric of names.slice(0, MOST_METRICS)) {
    signal.throwIfAborted();
    const [first, second] = [
      await figuresOf(readers, metric, { side: sides[0], step }),
      await figuresOf(readers, metric, { side: sides[1], step }),
    ];
    const isSame =
      sides[0].targets === sides[1].targets || sides[0].targets[0] === sides[1].targets[0];
    const unit = unitIn(readers.metrics, metric);
    rows.push(...pairsOf(metric, { first, second, isSame, unit }));
    await breathe();
  }
  return { rows: rows.slice(0, MOST_ROWS).toSorted((a, b) => weight(b) - weight(a)), step };
}

/** Key metrics that these targets report, else those that they report at all. */
async function usualMetrics(
  { samples, metrics }: CompareReaders,
  sides: readonly [Side, Side],
): Promise<readonly string[]> {
  const reported = new Set<string>();
  const targets = new Set(sides.flatMap((one) => one.targets));
  for (const { id } of targets) {
    for (const { metric } of await samples.series(id)) reported.add(metric);
  }
  const key = metrics.filter((one) => one.isKey && reported.has(one.name)).map(({ name }) => name);
  const score = reported.has('health.score') ? ['health.score'] : [];
  return [...new Set(key.length > 0 ? [...score, ...key] : reported)];
}

interface Measured extends Figures {
  readonly id: number;
  readonly labels: Labels;
}

async function figuresOf(
  { samples, metrics }: CompareReaders,
  metric: string,
  { side, step }: { readonly side: Side; readonly step: number },
): Promise<readonly Measured[]> {
  const { targets, window } = side;
  const target = targets.length === 1 ? (targets[0]?.id ?? null) : null;
  const series = await evenSeries(samples, { metric, target, metrics }, { ...window, step });
  const isCounter = metrics.find(({ name }) => name === metric)?.type === 'counter';
  // Of a counter its values say nothing, so what it grew by in a step is taken instead.
  const exact = isCounter
    ? { p50: new Map<string, number>(), p95: new Map<string, number>() }
    : {
        p50: await percentile(samples, { metric, target, fn: 'p50' }, window),
        p95: await percentile(samples, { metric, target, fn: 'p95' }, window),
      };
  return series.flatMap((one) => {
    const owner = targets.find(({ id }) => id === one.target);
    if (!owner) return [];
    const key = keyOf(one.target, one.labels);
    const sorted = known(one).toSorted((a, b) => a - b);
    const at = (part: number) => sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? null;
    return [
      {
        ...{ id: one.target, target: owner.name, labels: one.labels, steps: one.steps },
        median: exact.p50.get(key) ?? at(0.5),
        p95: exact.p95.get(key) ?? at(0.95),
      },
    ];
  });
}

async function percentile(
  samples: SeriesAsker,
  asked: { readonly metric: string; readonly target: number | null; readonly fn: 'p50' | 'p95' },
  { from, to }: { readonly from: number; readonly to: number },
): Promise<ReadonlyMap<string, number>> {
  const { series } = await samples.query({ ...asked, window: to - from, when: { at: to } });
  return new Map(
    series.flatMap(({ target, labels, points }) =>
      target === null || !points[0] ? [] : [[keyOf(target, labels), points[0].value] as const],
    ),
  );
}

function pairsOf(
  metric: string,
  {
    first,
    second,
    isSame,
    unit,
  }: {
    readonly first: readonly Measured[];
    readonly second: readonly Measured[];
    readonly isSame: boolean;
    readonly unit: Unit;
  },
): Row[] {
  const key = ({ id, labels }: Measured) => (isSame ? keyOf(id, labels) : labelText(labels));
  const others = new Map(second.map((one) => [key(one), one]));
  return first.flatMap((one) => {
    const other = others.get(key(one));
    if (!other) return [];
    const contrast = judged(contrastOf(known(one), known(other)), { one, other, unit });
    return [{ metric, labels: one.labels, first: one, second: other, contrast }];
  });
}

/** By the medians that are shown; a difference that is shown as 0 is none. */
function judged(
  contrast: Contrast,
  { one, other, unit }: { readonly one: Figures; readonly other: Figures; readonly unit: Unit },
): Contrast {
  if (contrast.kind === 'not enough' || one.median === null || other.median === null) {
    return contrast;
  }
  const difference = other.median - one.median;
  const isNone = formatValue(Math.abs(difference), unit) === formatValue(0, unit);
  const isUnusual = !isNone && Math.abs(difference) > contrast.spread;
  return { ...contrast, difference, isUnusual };
}

function known({ steps }: Pick<EvenSeries, 'steps'>): number[] {
  return steps.filter((value) => value !== null);
}

/** How far apart in spreads; unknown comes last. */
function weight({ contrast }: Row): number {
  if (contrast.kind === 'not enough') return -1;
  if (contrast.difference === 0) return 0;
  return contrast.spread === 0 ? Number.MAX_VALUE : Math.abs(contrast.difference) / contrast.spread;
}

function keyOf(target: number, labels: Labels): string {
  return `${target} ${labelText(labels)}`;
}
