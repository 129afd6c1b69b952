import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { refuse } from '../src/chat/reply.ts';
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
    const targets = await context.targets.list();
    if (name === undefined && targets.length > 1) return refuse(whichOf(targets, section));
    const picked = pickOnly(targets, name);
    if (picked.kind === 'refused') return picked.reply;
    return overviewReply(context, picked.target, section);
  },
});

/** There is no overview of several targets: it says what shows them all. */
function whichOf(targets: readonly { readonly name: string }[], section: string): string {
  const names = targets.slice(0, 20).map(({ name }) => name);
  return `An overview is of one target: write /overview ${section} ${names[0]}. Targets: ${names.join(', ')}. /status shows all of them.`;
}
