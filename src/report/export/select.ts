import { described, resolveMetric, undefinedMetric } from '../../model/metric.ts';
import { labelText } from '../../model/sample.ts';
import type { Target } from '../../model/target.ts';
import type { Chosen, ExportWorld } from './world.ts';

export type Chose =
  | { readonly kind: 'series'; readonly series: readonly Chosen[] }
  | { readonly kind: 'refused'; readonly reason: string };

/** What somebody wants to have; null: of all. */
export interface Wanted {
  readonly metric: string | null;
  readonly target: string | null;
}

/** Names that are said back of what there is. */
const SHOWN = 20;

/** What a person means: a word that stands for the metric may be a target, and `all` is every metric. */
export async function meantBy(
  { targets }: Pick<ExportWorld, 'targets'>,
  { metric, target }: Wanted,
): Promise<Wanted> {
  if (metric === null || metric.toLowerCase() === 'all') return { metric: null, target };
  const isTarget = (await targets.list()).some(({ name }) => isNamed(name, metric));
  return isTarget && target === null ? { metric: null, target: metric } : { metric, target };
}

/** Series by metric, target and labels. */
export async function chooseSeries(
  world: Pick<ExportWorld, 'metrics' | 'targets' | 'samples'>,
  wanted: Wanted,
): Promise<Chose> {
  const targets = await world.targets.list();
  const { metric, target: typed } = wanted;
  const chosen = targets.filter(({ name }) => typed === null || isNamed(name, typed));
  if (chosen.length === 0) return refused(noTarget(typed, targets));
  const all = (await Promise.all(chosen.map((target) => seriesOf(world, target)))).flat();
  const series = all.filter(fits(world, metric)).toSorted(compared);
  if (series.length > 0) return { kind: 'series', series };
  const names = [...new Set(all.map((one) => one.metric.name))].sort();
  return refused(noMetric(wanted, names));
}

function isNamed(name: string, typed: string): boolean {
  return name.toLowerCase() === typed.toLowerCase();
}

async function seriesOf(
  { samples, metrics }: Pick<ExportWorld, 'metrics' | 'samples'>,
  target: Target,
): Promise<readonly Chosen[]> {
  const known = new Map(metrics.map((one) => [one.name, one]));
  return (await samples.series(target.id)).map(({ metric, labels }) => ({
    target,
    labels,
    metric: described(known.get(metric) ?? undefinedMetric(metric)),
  }));
}

function fits(
  { metrics }: Pick<ExportWorld, 'metrics'>,
  typed: string | null,
): (one: Chosen) => boolean {
  if (typed === null) return () => true;
  const resolved = resolveMetric(typed, metrics);
  const name = resolved.kind === 'metric' ? resolved.metric.name : typed;
  return ({ metric }) => metric.name === name;
}

function compared(one: Chosen, other: Chosen): number {
  const [a, b] = [one, other].map(
    ({ metric, target, labels }) => `${metric.name}\n${target.name}\n${labelText(labels)}`,
  );
  if (a === b) return 0;
  return (a ?? '') < (b ?? '') ? -1 : 1;
}

function refused(reason: string): Chose {
  return { kind: 'refused', reason };
}

function noTarget(typed: string | null, targets: readonly Target[]): string {
  if (targets.length === 0) return 'No targets are watched.';
  return `There is no target “${said(typed)}”. Targets: ${list(targets.map(({ name }) => name))}.`;
}

function noMetric({ metric, target }: Wanted, names: readonly string[]): string {
  const who = target === null ? 'Nobody has' : `${said(target)} has not`;
  if (names.length === 0) return `${who} reported anything yet.`;
  const near = metric === null ? null : resolveMetric(metric, names.map(undefinedMetric));
  const hint = near?.kind === 'unknown' && near.near ? ` Did you mean ${near.near}?` : '';
  return `${who} reported “${said(metric)}”.${hint} There are: ${list(names)}.`;
}

function said(typed: string | null): string {
  return (typed ?? 'all').slice(0, 64);
}

function list(names: readonly string[]): string {
  const more = names.length - SHOWN;
  return names.slice(0, SHOWN).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
