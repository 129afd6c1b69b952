import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { explainMetric } from '../src/report/metric-found.ts';
import { completeMetric } from '../src/report/metric-values.ts';
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
    return explainMetric(context, typed, { targets, target });
  },
});
