import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { refuse } from '../src/chat/reply.ts';
import { DAY, MINUTE } from '../src/model/time.ts';
import { activityReply } from '../src/report/activity.ts';
import { completeWindow, LIKE_WINDOW, spanOf, WINDOW } from '../src/report/span-word.ts';
import { NAMED_ONLY } from '../src/report/suggestions.ts';
import { completeTarget, pickTarget } from '../src/report/targets.ts';

export const activity = command({
  name: 'activity',
  summary: 'Who and what was most active, from events: users, channels, any field, with shares.',
  role: 'viewer',
  args: z.object({
    window: z
      .string()
      .regex(WINDOW, 'write a window such as 24h or 7d')
      .default('7d')
      .describe('how far back: 24h, 7d'),
    target: z.string().max(200).optional().describe('which target; all when left out'),
    by: z.string().max(100).optional().describe('only this field: by=endpoint'),
    type: z.string().max(200).optional().describe('only this type: type=message'),
  }),
  words: { window: LIKE_WINDOW, by: NAMED_ONLY, type: NAMED_ONLY },
  complete: { target: completeTarget, window: completeWindow },

  async run({ window, target: name, by = null, type = null }, context) {
    const picked = name === undefined ? null : pickTarget(await context.targets.list(), name);
    if (picked?.kind === 'refused') return picked.reply;
    if (spanOf(window) > 366 * DAY) return refuse('Write a window of at most 366d.');
    // A sender's clock may be ahead.
    const filter = {
      ...{ from: context.now - spanOf(window), to: context.now + 5 * MINUTE },
      ...{ target: picked?.target.id ?? null, type },
    };
    const of = type === null ? '' : `of type ${type} `;
    const where = picked === null ? '' : `on ${picked.target.name} `;
    return activityReply(context.events, filter, { what: `${of}${where}in ${window}`, by });
  },
});
