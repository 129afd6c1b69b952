import type { MetricDefinition } from '../model/metric.ts';
import type { Target } from '../model/target.ts';
import type { Instant } from '../model/time.ts';
import { breathe } from '../model/wait.ts';
import type { Correlated, Correlation } from '../score/correlation.ts';
import { correlate, isSharedTrend } from '../score/correlation.ts';
import type { EvenSeries, SeriesAsker } from './even-steps.ts';
import { evenSeries, stepFor } from './even-steps.ts';
import type { Range } from './series.ts';

/** Steps of a window, and lags either way that are tried. */
const MOST_STEPS = 240;
export const LAGS = 12;
/** Metrics and series that one search looks at. */
const MOST_METRICS = 80;
const MOST_SERIES = 300;
/** With more targets than this a search looks at the one that was asked about and its parent alone. */
const MOST_TARGETS = 20;
const BEST = 5;

export interface CorrelateReaders {
  readonly samples: SeriesAsker & {
    series(target: number): Promise<readonly { readonly metric: string }[]>;
  };
  readonly metrics: readonly MetricDefinition[];
}

export interface CorrelateRequest {
  readonly metric: string;
  readonly target: Target;
  /** What it is compared with; null: whatever goes with it best. */
  readonly other: { readonly metric: string; readonly target: Target } | null;
  /** Where a search looks. */
  readonly targets: readonly Target[];
  readonly window: number;
  readonly now: Instant;
  readonly signal: AbortSignal;
}

/** A series and how it went with the one that was asked about. */
export interface Pair {
  readonly series: EvenSeries;
  readonly found: Correlated;
}

export interface CorrelateFound {
  readonly first: EvenSeries | null;
  /** Best first; of a search only those from 0.5 on by both measures. */
  readonly pairs: readonly Pair[];
  /** Series that were looked at, and those that a search left out because there were more. */
  readonly looked: number;
  readonly left: number;
  readonly targetsLeft: number;
  readonly range: Range;
  readonly step: number;
}

/** How one metric went with another, or with which others it went best. */
export async function correlateMetrics(
  readers: CorrelateReaders,
  request: CorrelateRequest,
): Promise<CorrelateFound> {
  const { metric, target, window, now } = request;
  const rough = { from: now - window, to: now };
  // A step shorter than a round would be empty more often than not.
  const least = stepFor({ from: 0, to: target.interval }, 1);
  const step = Math.max(least, stepFor(rough, MOST_STEPS));
  const to = Math.floor(now / step) * step;
  const range = { from: to - Math.floor(window / step) * step, to };
  const ask: Ask = (name, of) =>
    evenSeries(
      readers.samples,
      { metric: name, target: of, metrics: readers.metrics },
      { ...range, step },
    );
  const first = fullest(await ask(metric, target.id));
  const nothing = { first, pairs: [], looked: 0, left: 0, targetsLeft: 0, range, step };
  if (first === null) return nothing;
  const own = correlate(first.steps, first.steps, 0);
  if (own.kind !== 'correlation') return { ...nothing, pairs: [{ series: first, found: own }] };
  const { other } = request;
  if (other !== null) {
    const all = await ask(other.metric, other.target.id);
    const wanted = all.filter((one) => !isSame(one, first)).slice(0, MOST_SERIES);
    return { ...nothing, ...(await judged(first, wanted, request.signal)) };
  }
  const candidates = await candidatesOf(readers, request, { first, ask });
  const found = await judged(first, candidates.series, request.signal);
  const pairs = found.pairs.filter(isTelling).slice(0, BEST);
  const { left, targetsLeft } = candidates;
  return { ...nothing, pairs, looked: found.looked, left, targetsLeft };
}

type Ask = (name: string, of: number | null) => Promise<readonly EvenSeries[]>;

async function candidatesOf(
  { samples }: CorrelateReaders,
  { target, targets, signal }: CorrelateRequest,
  { first, ask }: { readonly first: EvenSeries; readonly ask: Ask },
) {
  const isLarge = targets.length > MOST_TARGETS;
  const others = targets.filter(({ id, name }) =>
    isLarge ? name === target.parent : id !== target.id,
  );
  // Its own metrics come first, so that they are not left out where there are many.
  const ordered = [target, ...others];
  const names = new Set<string>();
  for (const one of ordered) {
    for (const { metric } of await samples.series(one.id)) names.add(metric);
  }
  const ids = new Set(ordered.map(({ id }) => id));
  const found: EvenSeries[] = [];
  for (const name of [...names].slice(0, MOST_METRICS)) {
    signal.throwIfAborted();
    const asked = isLarge ? ordered.map(({ id }) => ask(name, id)) : [ask(name, null)];
    const all = (await Promise.all(asked)).flat();
    found.push(...all.filter((one) => ids.has(one.target) && !isSame(one, first)));
  }
  const rank = (one: EvenSeries) => Number(one.target !== target.id);
  const series = found.toSorted((a, b) => rank(a) - rank(b)).slice(0, MOST_SERIES);
  const left = Math.max(0, names.size - MOST_METRICS) + found.length - series.length;
  return { series, left, targetsLeft: targets.length - ordered.length };
}

async function judged(first: EvenSeries, others: readonly EvenSeries[], signal: AbortSignal) {
  const pairs: Pair[] = [];
  for (const series of others) {
    signal.throwIfAborted();
    pairs.push({ series, found: correlate(first.steps, series.steps, LAGS) });
    await breathe();
  }
  return { pairs: pairs.toSorted((a, b) => strength(b) - strength(a)), looked: others.length };
}

/** What only shares a trend comes behind what goes together step by step. */
function strength({ found }: Pair): number {
  if (found.kind !== 'correlation') return -1;
  return weakest(found) + (isSharedTrend(found) ? 0 : 1);
}

function weakest({ pearson, spearman }: Correlation): number {
  return Math.min(Math.abs(pearson), Math.abs(spearman));
}

/** From here on a search tells of it: many are tried, and some of them go together by chance. */
const TELLING = 0.5;

function isTelling({ found }: Pair): boolean {
  return found.kind === 'correlation' && weakest(found) >= TELLING;
}

function fullest(all: readonly EvenSeries[]): EvenSeries | null {
  const filled = (one: EvenSeries) => one.steps.filter((value) => value !== null).length;
  return all.toSorted((a, b) => filled(b) - filled(a))[0] ?? null;
}

function isSame(one: EvenSeries, other: EvenSeries): boolean {
  const key = ({ target, metric, labels }: EvenSeries) => JSON.stringify([target, metric, labels]);
  return key(one) === key(other);
}
