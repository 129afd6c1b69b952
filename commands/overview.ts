import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { overviewReply, SECTIONS } from '../src/report/overview.ts';
import { completeTarget, pickOnly } from '../src/report/targets.ts';

export const overview = command({
  name: 'overview',
  summary:
    'What matters of a target, in sections: score and key metrics, performance, users, system, history.',
  role: 'viewer',
  args: z.object({
    section: z.enum(SECTIONS).optional().describe('which section; overview when left out'),
    target: z.string().max(200).optional().describe('which target; needed where there are several'),
  }),
  complete: { target: completeTarget },

  async run({ section = 'overview', target: name }, context) {
    const picked = pickOnly(await context.targets.list(), name);
    if (picked.kind === 'refused') return picked.reply;
    return overviewReply(context, picked.target, section);
  },
});
