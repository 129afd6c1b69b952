import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { anomaliesReply, MOST_WINDOW } from '../src/report/anomalies.ts';
import { unitIn } from '../src/report/measured.ts';
import { completeWindow, LIKE_WINDOW, spanOf, WINDOW } from '../src/report/span-word.ts';
import { completeTarget, pickTarget } from '../src/report/targets.ts';

export const anomalies = command({
  name: 'anomalies',
  summary: 'Which series are, or were, unusual: value, usual range, score, and when.',
  role: 'viewer',
  args: z.object({
    window: z
      .string()
      .regex(WINDOW, 'write a window such as 1h, 24h or 7d')
      .refine((text) => spanOf(text) <= MOST_WINDOW, 'write at most 7d')
      .optional()
      .describe('how far back: 1h, 24h, 7d; the last hour when left out'),
    target: z.string().max(64).optional().describe('which target; all when left out'),
  }),
  words: { window: LIKE_WINDOW },
  complete: { target: completeTarget, window: completeWindow },

  async run({ window, target: name }, context) {
    const targets = await context.targets.list();
    const picked = name === undefined ? null : pickTarget(targets, name);
    if (picked?.kind === 'refused') return picked.reply;
    return anomaliesReply({
      series: context.series,
      targets: picked ? [picked.target] : targets,
      unitOf: (metric) => unitIn(context.metrics, metric),
      now: context.now,
      window: window === undefined ? undefined : spanOf(window),
      signal: context.signal,
    });
  },
});
