import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { DAY } from '../src/model/time.ts';
import { gapsReply } from '../src/report/freshness.ts';
import { completeTarget, pickTarget } from '../src/report/targets.ts';

export const gaps = command({
  name: 'gaps',
  summary:
    'When nothing was measured within a day, and gaps in the data of sources within an hour.',
  role: 'viewer',
  args: z.object({
    target: z.string().max(64).optional().describe('which target; all when left out'),
  }),
  complete: { target: completeTarget },

  async run({ target: name }, context) {
    const { now, rounds } = context;
    const targets = await context.targets.list();
    const picked = name === undefined ? null : pickTarget(targets, name);
    if (picked?.kind === 'refused') return picked.reply;
    const all = await Promise.all(
      (picked === null ? targets : [picked.target]).map(async (target) => ({
        ...{ target, rules: [] },
        groups: await context.freshness(target),
        gaps: await rounds.gaps(target.id, now - DAY, now + 1),
      })),
    );
    return gapsReply(all, now);
  },
});
