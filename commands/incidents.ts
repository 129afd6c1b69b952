import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { line } from '../src/chat/reply.ts';
import { incidentsOf, incidentsReply } from '../src/report/incident-list.ts';
import { pushedReply } from '../src/report/pushed.ts';
import { completeWindow, LIKE_WINDOW, spanOf, WINDOW } from '../src/report/span-word.ts';
import { completeTarget, pickTarget } from '../src/report/targets.ts';
import { MOST_SPAN } from '../src/report/uptime-text.ts';

const KEPT = 'Failures are kept for a year: of the time before these 365 days nothing is known.';

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
    const targets = await context.targets.list();
    const picked = name === undefined ? null : pickTarget(targets, name);
    if (picked?.kind === 'refused') return picked.reply;
    const wanted = checks
      .list()
      .filter(({ check }) => picked === null || check.target === picked.target.name);
    if (wanted.length === 0) {
      const chosen = picked === null ? targets : [picked.target];
      const pushed = await pushedReply(context, chosen, { window, incidents: [] });
      if (pushed !== null) return pushed;
    }
    const isLong = spanOf(window) > MOST_SPAN;
    const span = { from: now - Math.min(spanOf(window), MOST_SPAN), to: now };
    const of = picked === null ? null : picked.target.name;
    const all = await incidentsOf(context, wanted, span);
    const reply = incidentsReply(all, { window: isLong ? '365d' : window, now, target: of });
    return isLong ? { ...reply, blocks: [...reply.blocks, line(KEPT, 'muted')] } : reply;
  },
});
