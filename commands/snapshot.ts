import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { aged } from '../src/report/aged.ts';
import { snapshotReply } from '../src/report/snapshot.ts';
import { completeTarget, pickOnly } from '../src/report/targets.ts';

export const snapshot = command({
  name: 'snapshot',
  summary: 'Everything that the newest round of a target measured, by category, and as a file.',
  role: 'viewer',
  args: z.object({ target: z.string().max(200).optional().describe('which target') }),
  complete: { target: completeTarget },

  async run({ target: name }, context) {
    const picked = pickOnly(await context.targets.list(), name);
    if (picked.kind === 'refused') return picked.reply;
    const { target } = picked;
    const last = await context.rounds.last(target.id);
    return aged(await snapshotReply(context, target, last), [target], context.now);
  },
});
