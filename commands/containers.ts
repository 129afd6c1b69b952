import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { say } from '../src/chat/reply.ts';
import { aged } from '../src/report/aged.ts';
import { containersReply } from '../src/report/container-list.ts';
import { completeTarget, pickTarget } from '../src/report/targets.ts';

export const containers = command({
  name: 'containers',
  summary: 'Containers: what runs, what is down and why, restarts, and what they take.',
  role: 'viewer',
  args: z.object({
    target: z.string().max(200).optional().describe('which target; all when left out'),
  }),
  complete: { target: completeTarget },

  async run({ target: name }, context) {
    const targets = await context.targets.list();
    if (name !== undefined) {
      const picked = pickTarget(targets, name);
      if (picked.kind === 'refused') return picked.reply;
      const of = [picked.target];
      return aged(await containersReply(context, of), of, context.now);
    }
    if (targets.length === 0) {
      return say('No targets are watched. Add one under targets: in tocsin.yaml.', 'warning', {
        targets: [],
      });
    }
    return aged(await containersReply(context, targets), targets, context.now);
  },
});
