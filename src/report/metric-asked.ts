import type { Reply } from '../chat/reply.ts';
import { refuse } from '../chat/reply.ts';
import type { MetricDefinition } from '../model/metric.ts';
import { resolveMetric, undefinedMetric } from '../model/metric.ts';
import type { Labels } from '../model/sample.ts';
import type { Target } from '../model/target.ts';

/** What is needed to find the series that people name. */
export interface AskedWorld {
  readonly metrics: readonly MetricDefinition[];
  readonly targets: { list(): Promise<readonly Target[]> };
  readonly series: {
    series(target: number): Promise<readonly { metric: string; labels: Labels }[]>;
  };
}

/** A series of a target. */
export interface AskedSeries {
  readonly target: Target;
  readonly series: { readonly metric: string; readonly labels: Labels };
}

export type Asked =
  | { readonly kind: 'series'; readonly metric: string; readonly found: readonly AskedSeries[] }
  | { readonly kind: 'refused'; readonly reply: Reply };

/** Every series of a metric, named by name or alias, of these targets; says what there is when there is none. */
export async function askedSeries(
  typed: string,
  chosen: readonly Target[],
  world: AskedWorld,
): Promise<Asked> {
  const resolved = resolveMetric(typed, world.metrics);
  const metric = resolved.kind === 'metric' ? resolved.metric.name : typed;
  const found = await Promise.all(
    chosen.map(async (target) => {
      const all = await world.series.series(target.id);
      return all.filter((one) => one.metric === metric).map((series) => ({ target, series }));
    }),
  );
  if (found.flat().length > 0) return { kind: 'series', metric, found: found.flat() };
  const all = await world.targets.list();
  const only = chosen.length === 1 && all.length > 1 ? chosen[0] : undefined;
  return { kind: 'refused', reply: await unknownMetric(metric, only ?? null, world) };
}

/** Suggests metrics that were reported. */
export async function completeMetric(typed: string, world: AskedWorld) {
  const names = await metricNames(await world.targets.list(), world);
  return names
    .filter((name) => name.includes(typed.toLowerCase()))
    .map((name) => {
      const title = world.metrics.find((one) => one.name === name)?.title;
      return { value: name, label: title ? `${name}: ${title}` : name };
    });
}

async function metricNames(
  targets: readonly Target[],
  { series }: AskedWorld,
): Promise<readonly string[]> {
  const all = await Promise.all(targets.map((one) => series.series(one.id)));
  return [...new Set(all.flat().map((one) => one.metric))].sort();
}

async function unknownMetric(
  metric: string,
  target: Target | null,
  world: AskedWorld,
): Promise<Reply> {
  const targets = target ? [target] : await world.targets.list();
  const names = await metricNames(targets, world);
  const resolved = resolveMetric(metric, names.map(undefinedMetric));
  const near = resolved.kind === 'unknown' ? resolved.near : null;
  const shown = [...(near ? [near] : []), ...names.filter((name) => name !== near)].slice(0, 20);
  return refuse(
    [
      `${target?.name ?? 'Nobody'} has reported ${target ? 'no ' : ''}“${metric}”.`,
      ...(near ? [`Did you mean ${near}?`] : []),
      shown.length > 0 ? `There are: ${shown.join(', ')}.` : 'Nothing was measured yet.',
    ].join(' '),
  );
}
