import type { DescribedMetric, MetricBand, MetricDefinition } from '../model/metric.ts';
import { bandsIn, described, standing, undefinedMetric } from '../model/metric.ts';
import type { Rule } from '../model/rule.ts';
import type { Labels, Point } from '../model/sample.ts';
import type { ScorePolicy } from '../model/score.ts';
import type { Target } from '../model/target.ts';
import type { Instant } from '../model/time.ts';
import { DAY, HOUR, SECOND } from '../model/time.ts';
import type { Range } from './series.ts';
import { fitting } from './suggestions.ts';

/** What is read of metrics. */
export interface MetricWorld {
  readonly now: Instant;
  readonly metrics: readonly MetricDefinition[];
  readonly targets: { list(): Promise<readonly Target[]> };
  readonly series: {
    series(target: number): Promise<readonly { metric: string; labels: Labels }[]>;
    points(
      target: number,
      series: { metric: string; labels: Labels },
      range: Range & { limit: number },
    ): Promise<readonly Point[]>;
  };
  rules(target: Target): readonly Rule[];
  policy(target: Target): ScorePolicy;
}

/** A metric with the series that targets have reported of it. */
export interface MeasuredMetric {
  readonly metric: DescribedMetric;
  readonly isDefined: boolean;
  readonly series: readonly { readonly target: Target; readonly labels: Labels }[];
}

/** Every metric that is defined, and every other that one of these targets has reported. */
export async function measuredMetrics(
  world: MetricWorld,
  targets: readonly Target[],
): Promise<readonly MeasuredMetric[]> {
  const found = await Promise.all(
    targets.map(async (target) =>
      (await world.series.series(target.id)).map((one) => ({ ...one, target })),
    ),
  );
  const byMetric = Map.groupBy(found.flat(), ({ metric }) => metric);
  const defined = new Set(world.metrics.map(({ name }) => name));
  const custom = [...byMetric.keys()].filter((name) => !defined.has(name)).sort();
  return [...world.metrics, ...custom.map(undefinedMetric)].map((one) => ({
    metric: described(one),
    isDefined: defined.has(one.name),
    series: byMetric.get(one.name) ?? [],
  }));
}

/** The newest value of one series. */
export interface SeriesNow {
  readonly target: Target;
  readonly labels: Labels;
  /** null: none within a week. */
  readonly value: number | boolean | null;
  readonly at: Instant | null;
  /** Where it stands in its bands; `old` when it may hold no more, null without a band. */
  readonly standing: 'good' | MetricBand['level'] | 'old' | null;
}

const MOST_POINTS = 20_160;
/** Rounds without a value after which the last one counts as old, and what a round may be late. */
const ROUNDS = 3;
const LATE = 5 * SECOND;

/** Newest value of each of these series, the worst first. */
export async function valuesNow(
  world: MetricWorld,
  metric: DescribedMetric,
  series: MeasuredMetric['series'],
): Promise<readonly SeriesNow[]> {
  const values = await Promise.all(
    series.map(async ({ target, labels }): Promise<SeriesNow> => {
      const point = await newest(world, target, { metric: metric.name, labels });
      if (!point) return { target, labels, value: null, at: null, standing: 'old' };
      const value = metric.isTruth ? point.value !== 0 : point.value;
      const isOld = world.now - point.at > ROUNDS * target.interval + LATE;
      const stands = standing(value, bandsOf(metric, world.rules(target)));
      return { target, labels, value, at: point.at, standing: isOld ? 'old' : stands };
    }),
  );
  const isLowBad = metric.bands.some(({ operator }) => operator === '<' || operator === '<=');
  const weight = (one: SeriesNow) => Number(one.value ?? 0) * (isLowBad ? 1 : -1);
  return values.toSorted((a, b) => rank(a) - rank(b) || weight(a) - weight(b));
}

function rank({ standing: stands, value }: SeriesNow): number {
  return ['critical', 'warning', 'good', null, 'old'].indexOf(stands) + (value === null ? 1 : 0);
}

async function newest(
  { series, now }: MetricWorld,
  target: Target,
  one: { readonly metric: string; readonly labels: Labels },
): Promise<Point | null> {
  for (const span of [Math.max(HOUR, ROUNDS * target.interval), 7 * DAY]) {
    const range = { from: now - span, to: now + 1, limit: MOST_POINTS };
    const last = (await series.points(target.id, one, range)).at(-1);
    if (last) return last;
  }
  return null;
}

/** What bounds a metric on a target: what its rules say, else what is usual. */
export function bandsOf(metric: DescribedMetric, rules: readonly Rule[]): readonly MetricBand[] {
  const ruled = rules.flatMap(({ levels }) => bandsIn(levels, metric.name));
  const usual = metric.bands.filter((band) => !ruled.some((one) => one.of === band.of));
  return [...ruled, ...usual];
}

const SIGNS = { good: '● good', warning: '▲ warning', critical: '■ critical', old: '○ old' };

/** Where a value stands, with its sign. */
export function standingText({ standing: stands, value }: SeriesNow): string {
  if (value === null) return '○ no data';
  return stands === null ? '' : SIGNS[stands];
}

/** Suggests metrics whose name, other names or title have what was typed; those that are reported come first. */
export async function completeMetric(typed: string, world: MetricWorld) {
  const all = await measuredMetrics(world, await world.targets.list());
  const sorted = all.toSorted((a, b) => order(a) - order(b));
  const choices = sorted.map(({ metric: { name, title, aliases } }) => {
    const names = [name, ...aliases].join(', ');
    return { value: name, label: title === name ? names : `${names}: ${title}` };
  });
  return fitting(choices, typed);
}

function order({ metric, series }: MeasuredMetric): number {
  return (series.length > 0 ? 0 : 2) + (metric.isKey ? 0 : 1);
}
