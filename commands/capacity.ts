import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { capacityReply } from '../src/report/capacity.ts';
import { completeTarget, pickTarget } from '../src/report/targets.ts';

export const capacity = command({
  name: 'capacity',
  summary: 'What runs out and when: disks, memory, limits, certificates; what the month comes to.',
  role: 'viewer',
  args: z.object({
    target: z.string().max(64).optional().describe('which target; all when left out'),
  }),
  complete: { target: completeTarget },

  async run({ target: name }, context) {
    const targets = await context.targets.list();
    const picked = name === undefined ? null : pickTarget(targets, name);
    if (picked?.kind === 'refused') return picked.reply;
    const only = picked?.target;
    const all = context.checks.list();
    return capacityReply(context.samples, context, {
      targets: only ? [only] : targets,
      checks: only ? all.filter(({ check }) => check.target === only.name) : all,
      record: await context.forecasts.record({ target: only?.id ?? null, metric: null }),
      ...{ zone: context.zone, now: context.now },
    });
  },
});
