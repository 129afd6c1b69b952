import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { anomaliesReply } from '../src/report/anomalies.ts';
import { unitIn } from '../src/report/measured.ts';
import { completeTarget, pickTarget } from '../src/report/targets.ts';

export const anomalies = command({
  name: 'anomalies',
  summary: 'Which series are unusual now: value, usual range, and since when.',
  role: 'viewer',
  args: z.object({
    target: z.string().max(64).optional().describe('which target; all when left out'),
  }),
  complete: { target: completeTarget },

  async run({ target: name }, context) {
    const targets = await context.targets.list();
    const picked = name === undefined ? null : pickTarget(targets, name);
    if (picked?.kind === 'refused') return picked.reply;
    return anomaliesReply({
      series: context.series,
      targets: picked ? [picked.target] : targets,
      unitOf: (metric) => unitIn(context.metrics, metric),
      now: context.now,
    });
  },
});
