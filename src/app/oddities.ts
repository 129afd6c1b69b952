import type { MetricDefinition } from '../model/metric.ts';
import type { Oddity } from '../model/oddity.ts';
import type { Labels } from '../model/sample.ts';
import { labelText } from '../model/sample.ts';
import type { Target } from '../model/target.ts';
import type { Clock } from '../model/time.ts';
import { HOUR } from '../model/time.ts';
import { hourlyHistory } from '../report/history.ts';
import { baselineOf, isUnusual, type Usual, usualLately } from '../score/baseline.ts';
import type { Samples } from '../store/ports.ts';
import type { Live } from './live.ts';

/** Series of a target that are looked at: those of key metrics. */
const MOST_OF_TARGET = 10;
/** What is kept of one hour; more is learned anew each time. */
const MOST_KEPT = 2_000;
/** A card does not wait longer for what is usual; the rest is learned when it is asked for again. */
const PATIENCE = 250;
const LEARNED_DAYS = 35;

interface OddityDeps {
  readonly live: Pick<Live, 'config' | 'catalogue'>;
  readonly samples: Samples;
  readonly clock: Clock;
}

interface KeySeries {
  readonly definition: MetricDefinition;
  readonly labels: Labels;
}

/** Which key series of a target are unusual for this hour; what is usual in it is learned once an hour. */
export function openOddities(deps: OddityDeps): (target: Target) => Promise<readonly Oddity[]> {
  const { samples, clock } = deps;
  let kept = new Map<string, Usual | null>();
  let keptHour = 0;

  async function usualOf(target: Target, one: KeySeries): Promise<Usual | null> {
    const hour = clock.now() - (clock.now() % HOUR);
    if (hour !== keptHour) [kept, keptHour] = [new Map(), hour];
    const memory = kept;
    const key = `${target.id} ${one.definition.name} ${labelText(one.labels)}`;
    const known = memory.get(key);
    if (known !== undefined) return known;
    const usual = await learned(deps, target, one, hour);
    if (memory.size < MOST_KEPT) memory.set(key, usual);
    return usual;
  }

  return async (target) => {
    const until = clock.monotonic() + PATIENCE;
    const found: Oddity[] = [];
    for (const one of await keySeries(deps, target)) {
      if (clock.monotonic() > until) break;
      const usual = await usualOf(target, one);
      const value = usual && (await lastHour(samples, target, one, clock.now()));
      if (usual === null || value === null || !isUnusual(value, usual)) continue;
      const { name: metric, title, unit } = one.definition;
      const { low, high } = usual;
      found.push({ metric, title, unit, labels: one.labels, value, low, high });
    }
    return found;
  };
}

async function keySeries({ live, samples }: OddityDeps, target: Target): Promise<KeySeries[]> {
  const key = live
    .catalogue()
    .metrics.filter(({ isKey, isTruth, type }) => isKey && !isTruth && type !== 'counter');
  const defined = new Map(key.map((one) => [one.name, one]));
  const all = (await samples.series(target.id)).flatMap(({ metric, labels }): KeySeries[] => {
    const definition = defined.get(metric);
    return definition ? [{ definition, labels }] : [];
  });
  return all.slice(0, MOST_OF_TARGET);
}

/** What is usual where the clock shows `hour` or up to an hour before; null: there is too little. */
async function learned(
  { live, samples }: OddityDeps,
  target: Target,
  { definition, labels }: KeySeries,
  hour: number,
): Promise<Usual | null> {
  const series = { target: target.id, metric: definition.name, labels };
  const hours = await hourlyHistory(samples, series, { days: LEARNED_DAYS, now: hour - HOUR });
  const usual = usualLately(baselineOf(hours, live.config().zone), hour + 1);
  return 'median' in usual ? usual : null;
}

async function lastHour(
  samples: Samples,
  target: Target,
  { definition: { name: metric }, labels }: KeySeries,
  at: number,
): Promise<number | null> {
  const asked = {
    metric,
    target: target.id,
    labels,
    fn: 'avg',
    window: HOUR,
    when: { at },
  } as const;
  const wanted = labelText(labels);
  const { series } = await samples.query(asked);
  return series.find((one) => labelText(one.labels) === wanted)?.points.at(-1)?.value ?? null;
}
