import type { DescribedMetric, MetricBand, MetricDefinition } from '../../model/metric.ts';
import { described } from '../../model/metric.ts';
import type { Target } from '../../model/target.ts';
import { bandsOf } from '../metric-values.ts';
import { chooseSeries, type Wanted } from './select.ts';
import type { ExportWorld } from './world.ts';

/** A metric as a panel shows it. */
export interface PanelMetric {
  readonly metric: DescribedMetric;
  /** What bounds it: rules of its target come before usual limits. */
  readonly bands: readonly MetricBand[];
  /** Names of labels that tell its series apart. */
  readonly labels: readonly string[];
}

export type Shown =
  | { readonly kind: 'metrics'; readonly title: string; readonly metrics: readonly PanelMetric[] }
  | { readonly kind: 'refused'; readonly reason: string };

/** The metrics of a dashboard: those of a preset, or what a target or all of them have reported. */
export async function dashboardMetrics(
  world: ExportWorld,
  { preset, ...wanted }: Wanted & { readonly preset: string | null },
): Promise<Shown> {
  if (preset !== null) return ofPreset(world, preset);
  const chosen = await chooseSeries(world, wanted);
  if (chosen.kind === 'refused') return chosen;
  const groups = Map.groupBy(chosen.series, ({ metric }) => metric.name);
  const metrics = [...groups.values()].flatMap((series): PanelMetric[] => {
    const [first] = series;
    if (!first) return [];
    const names = series.flatMap((one) => Object.keys(one.labels));
    const labels = [...new Set([...first.metric.tags, ...names])];
    return [{ metric: first.metric, bands: bandsFor(world, first), labels }];
  });
  return { kind: 'metrics', title: wanted.target ?? 'all targets', metrics };
}

function bandsFor(
  world: ExportWorld,
  { metric, target }: { readonly metric: DescribedMetric; readonly target: Target },
): readonly MetricBand[] {
  return bandsOf(metric, world.rules(target));
}

function ofPreset(world: ExportWorld, name: string): Shown {
  const metrics: readonly MetricDefinition[] | null = world.presetMetrics(name);
  if (metrics === null) {
    return { kind: 'refused', reason: `There is no preset “${name.slice(0, 64)}”.` };
  }
  const panels = metrics.map((one) => {
    const metric = described(one);
    return { metric, bands: metric.bands, labels: metric.tags };
  });
  return { kind: 'metrics', title: name, metrics: panels };
}
