import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { aged } from '../src/report/aged.ts';
import { completeTarget, pickOnly } from '../src/report/targets.ts';
import { topReply } from '../src/report/top.ts';

export const top = command({
  name: 'top',
  summary: 'The processes of a host that take most CPU and most memory.',
  role: 'viewer',
  args: z.object({ target: z.string().max(200).optional().describe('which host') }),
  complete: { target: completeTarget },

  async run({ target: name }, context) {
    const picked = pickOnly(await context.targets.list(), name);
    if (picked.kind === 'refused') return picked.reply;
    const { target } = picked;
    return aged(topReply(target, context.processes(target)), [target], context.now);
  },
});
