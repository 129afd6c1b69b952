import type { Reply } from '../chat/reply.ts';
import { refuse } from '../chat/reply.ts';
import { resolveMetric } from '../model/metric.ts';
import type { Target } from '../model/target.ts';
import { metricExplainedReply } from './metric-explained.ts';
import type { RuleLine } from './metric-readers.ts';
import { readersOf } from './metric-readers.ts';
import type { MeasuredMetric, MetricWorld } from './metric-values.ts';
import { measuredMetrics } from './metric-values.ts';

/** Whom a question is about. */
export interface Asked {
  readonly targets: readonly Target[];
  /** The only one that was named, or null. */
  readonly target: Target | null;
}

/** The metric that was meant, with its series; else why there is none. */
export async function findMetric(
  world: MetricWorld,
  typed: string,
  targets: readonly Target[],
): Promise<MeasuredMetric | { readonly why: string }> {
  const all = await measuredMetrics(world, targets);
  const resolved = resolveMetric(
    typed,
    all.map(({ metric }) => metric),
  );
  if (resolved.kind === 'metric') {
    const found = all.find(({ metric }) => metric.name === resolved.metric.name);
    if (found) return found;
  }
  const near = resolved.kind === 'unknown' ? resolved.near : null;
  const hint = near === null ? '' : ` Did you mean ${near}?`;
  return { why: `There is no metric “${typed.slice(0, 64)}”.${hint} /metrics lists them.` };
}

/** What is known of the metric that was meant. */
export async function explainMetric(
  world: MetricWorld & { readonly ruleDesk: { list(): Promise<readonly RuleLine[]> } },
  typed: string,
  { targets, target }: Asked,
): Promise<Reply> {
  const found = await findMetric(world, typed, targets);
  if ('why' in found) return refuse(found.why);
  const readers = await readersOf(world, found.metric.name, { targets, target });
  return metricExplainedReply(world, found, { targets, target, readers });
}
