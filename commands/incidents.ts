import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { incidentsOf, incidentsReply } from '../src/report/incident-list.ts';
import { completeWindow, LIKE_WINDOW, spanOf, WINDOW } from '../src/report/span-word.ts';
import { completeTarget, pickTarget } from '../src/report/targets.ts';

export const incidents = command({
  name: 'incidents',
  summary: 'Failures of checks: when, how long, why, and who had them; open ones first.',
  role: 'viewer',
  args: z.object({
    window: z
      .string()
      .regex(WINDOW, 'write a window such as 24h, 7d or 90d')
      .default('7d')
      .describe('how far back: 24h, 7d, 90d'),
    target: z.string().optional().describe('only checks of this target'),
  }),
  words: { window: LIKE_WINDOW },
  complete: { window: completeWindow, target: completeTarget },

  async run({ window, target: name }, context) {
    const { now, checks } = context;
    const picked = name === undefined ? null : pickTarget(await context.targets.list(), name);
    if (picked?.kind === 'refused') return picked.reply;
    const wanted = checks
      .list()
      .filter(({ check }) => picked === null || check.target === picked.target.name);
    const span = { from: now - spanOf(window), to: now };
    const of = picked === null ? null : picked.target.name;
    return incidentsReply(await incidentsOf(context, wanted, span), { window, now, target: of });
  },
});
