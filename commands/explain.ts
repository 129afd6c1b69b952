import { z } from 'zod';
import type { CommandContext } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import { refuse } from '../src/chat/reply.ts';
import { resolveMetric } from '../src/model/metric.ts';
import type { Target } from '../src/model/target.ts';
import { metricExplainedReply } from '../src/report/metric-explained.ts';
import { readersOf } from '../src/report/metric-readers.ts';
import type { MeasuredMetric } from '../src/report/metric-values.ts';
import { completeMetric, measuredMetrics } from '../src/report/metric-values.ts';
import { completeTarget, pickTarget } from '../src/report/targets.ts';

export const explain = command({
  name: 'explain',
  summary: 'What a metric is: meaning, unit, bands, newest values, and which rules read it.',
  role: 'viewer',
  args: z.object({
    metric: z.string().max(100).describe('which metric, such as system.cpu'),
    target: z.string().max(200).optional().describe('which target; all when left out'),
  }),
  complete: { metric: completeMetric, target: completeTarget },

  async run({ metric: typed, target: name }, context) {
    const all = await context.targets.list();
    const picked = name === undefined ? null : pickTarget(all, name);
    if (picked?.kind === 'refused') return picked.reply;
    const target = picked?.target ?? null;
    const targets = target ? [target] : all;
    const found = await find(typed, targets, context);
    if ('why' in found) return refuse(found.why);
    const readers = await readersOf(context, found.metric.name, { targets, target });
    return metricExplainedReply(context, found, { targets, target, readers });
  },
});

async function find(
  typed: string,
  targets: readonly Target[],
  context: CommandContext,
): Promise<MeasuredMetric | { readonly why: string }> {
  const all = await measuredMetrics(context, targets);
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
