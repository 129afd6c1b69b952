import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { completeCheck, pickCheck } from '../src/report/checks.ts';
import { incidentsOf } from '../src/report/incident-list.ts';
import { pushedReply } from '../src/report/pushed.ts';
import { completeWindow, LIKE_WINDOW, spanOf, WINDOW } from '../src/report/span-word.ts';
import {
  courseOf,
  MOST_SPAN,
  USUAL,
  uptimeReply,
  uptimesReply,
} from '../src/report/uptime-text.ts';

export const uptime = command({
  name: 'uptime',
  summary: 'How long checks were up, of the time that is known: all, or one with its last days.',
  role: 'viewer',
  args: z.object({
    window: z
      .string()
      .regex(WINDOW, 'write a window such as 24h, 7d or 365d')
      .refine((text) => spanOf(text) <= MOST_SPAN, 'write at most 365d')
      .optional()
      .describe('how far back: 24h, 7d, 365d; all of the usual when left out'),
    check: z.string().max(64).optional().describe('which check; all when left out'),
  }),
  words: { window: LIKE_WINDOW },
  complete: { window: completeWindow, check: completeCheck },

  async run({ window, check: name }, context) {
    const { checks, now, zone } = context;
    const windows = window === undefined ? USUAL : [{ word: window, span: spanOf(window) }];
    if (checks.list().length === 0) {
      const pushed = await pushedReply(context, await context.targets.list(), { checks: [] });
      if (pushed !== null) return pushed;
    }
    if (name === undefined) {
      const courses = await Promise.all(checks.list().map((one) => courseOf(checks, one, now)));
      return uptimesReply(courses, windows, now);
    }
    const picked = pickCheck(checks.list(), name);
    if (picked.kind === 'refused') return picked.reply;
    const { view } = picked;
    const from = now - Math.max(...windows.map(({ span }) => span));
    const incidents = await incidentsOf(context, [view], { from, to: now });
    return uptimeReply(await courseOf(checks, view, now), windows, { now, zone, incidents });
  },
});
