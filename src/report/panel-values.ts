import { formatValue } from '../model/format.ts';
import type { MetricDefinition } from '../model/metric.ts';
import { described, undefinedMetric } from '../model/metric.ts';
import type { Labels } from '../model/sample.ts';
import { labelText, noLabels } from '../model/sample.ts';
import type { Target } from '../model/target.ts';
import type { Instant } from '../model/time.ts';
import type { MetricWorld } from './metric-values.ts';
import { valuesNow } from './metric-values.ts';

export type MetricTexts = MetricWorld;

/** Newest values of some metrics of one target, and how they are written. What is old counts as not measured. */
export async function metricTexts(world: MetricWorld, target: Target, wanted: readonly string[]) {
  const names = [...new Set(wanted)];
  const series = await world.series.series(target.id);
  const definitions = new Map(names.map((name) => [name, definitionOf(world.metrics, name)]));
  const found = await Promise.all(
    names.map(async (name) => {
      const own = series.filter(({ metric }) => metric === name);
      const rows = own.map(({ labels }) => ({ target, labels }));
      const values = await valuesNow(
        world,
        described(definitions.get(name) ?? undefinedMetric(name)),
        rows,
      );
      return values.map((one) => ({ ...one, metric: name }));
    }),
  );
  const fresh = found.flat().filter(({ standing, value }) => standing !== 'old' && value !== null);
  const byKey = new Map(fresh.map((one) => [keyOf(one.metric, one.labels), Number(one.value)]));
  const moments = fresh.flatMap(({ at }) => at ?? []);
  const newest: Instant | null = moments.length === 0 ? null : Math.max(...moments);
  return {
    newest,
    all: fresh.map(({ metric, labels, value }) => ({ metric, labels, value })),
    value: (metric: string, labels: Labels = noLabels()): number | null =>
      byKey.get(keyOf(metric, labels)) ?? null,
    text(metric: string, value: number): string {
      const { unit, isTruth } = definitions.get(metric) ?? undefinedMetric(metric);
      return formatValue(isTruth ? value !== 0 : value, unit);
    },
    /** Every value that a label has in these metrics. */
    labelsOf: (metrics: readonly string[], label: string): readonly string[] => [
      ...new Set(
        fresh
          .filter(({ metric }) => metrics.includes(metric))
          .flatMap(({ labels }) => labels[label] ?? []),
      ),
    ],
  };
}

function definitionOf(metrics: readonly MetricDefinition[], name: string): MetricDefinition {
  return metrics.find((one) => one.name === name) ?? undefinedMetric(name);
}

function keyOf(metric: string, labels: Labels): string {
  return `${metric} ${labelText(labels)}`;
}
