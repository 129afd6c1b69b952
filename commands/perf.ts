import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { refuse } from '../src/chat/reply.ts';
import { DAY } from '../src/model/time.ts';
import { measuredMetrics } from '../src/report/metric-values.ts';
import { perfReply } from '../src/report/slow-parts.ts';
import { completeWindow, LIKE_WINDOW, spanOf, WINDOW } from '../src/report/span-word.ts';
import { completeTarget, pickTarget } from '../src/report/targets.ts';

export const perf = command({
  name: 'perf',
  summary: 'What takes longest: p50, p95 and p99 of checks and calls, and the change.',
  role: 'viewer',
  args: z.object({
    window: z
      .string()
      .regex(WINDOW, 'write a window such as 1h, 24h or 7d')
      .default('24h')
      .describe('how far back: 1h, 24h, 7d'),
    target: z.string().max(200).optional().describe('which target; all when left out'),
  }),
  words: { window: LIKE_WINDOW },
  complete: { target: completeTarget, window: completeWindow },

  async run({ window, target: name }, context) {
    const all = await context.targets.list();
    const picked = name === undefined ? null : pickTarget(all, name);
    if (picked?.kind === 'refused') return picked.reply;
    const span = spanOf(window);
    if (span > 366 * DAY) return refuse('Write a window of at most 366d.');
    const targets = picked === null ? all : [picked.target];
    const metrics = await measuredMetrics(context, targets);
    const where = picked === null ? '' : ` on ${picked.target.name}`;
    return perfReply(context, { targets, metrics, window, span, where });
  },
});
