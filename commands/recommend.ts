import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { adviceFor } from '../src/report/advice/all.ts';
import { recommendReply } from '../src/report/advice/text.ts';
import { completeTarget, pickTarget } from '../src/report/targets.ts';

export const recommend = command({
  name: 'recommend',
  summary:
    'What would be better another way, best first, each with its numbers and the command that shows it.',
  role: 'viewer',
  args: z.object({
    target: z.string().max(64).optional().describe('which target; all when left out'),
  }),
  complete: { target: completeTarget },

  async run({ target: name }, context) {
    const { now, signal } = context;
    const all = await context.targets.list();
    const picked = name === undefined ? null : pickTarget(all, name);
    if (picked?.kind === 'refused') return picked.reply;
    const targets = picked ? [picked.target] : all;
    const found = await adviceFor(context, { targets, isFleet: picked === null, now, signal });
    return recommendReply(found, { of: picked?.target.name ?? 'everything', now });
  },
});
