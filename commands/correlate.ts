import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { refuse } from '../src/chat/reply.ts';
import { correlateMetrics } from '../src/report/correlate.ts';
import { correlateReply } from '../src/report/correlate-text.ts';
import { readPair } from '../src/report/correlate-words.ts';
import { completeMetric } from '../src/report/metric-values.ts';
import { completeWindow, LIKE_WINDOW, spanOf, WINDOW } from '../src/report/span-word.ts';
import { completeTarget } from '../src/report/targets.ts';

const MOST_DAYS = 90;

export const correlate = command({
  name: 'correlate',
  summary:
    'How a metric goes with another, or with which it goes best: strength, delay, and what that is worth.',
  role: 'viewer',
  args: z.object({
    metric: z.string().max(200).describe('which metric, such as system.cpu or web-1:system.cpu'),
    window: z
      .string()
      .regex(WINDOW, 'write a window such as 6h, 24h or 7d')
      .refine((text) => spanOf(text) <= spanOf(`${MOST_DAYS}d`), `write at most ${MOST_DAYS}d`)
      .default('24h')
      .describe('how far back: 6h, 24h, 7d'),
    with: z
      .string()
      .max(200)
      .optional()
      .describe('with which, such as system.disk or db:system.disk; the best five when left out'),
    target: z.string().max(64).optional().describe('of which target'),
  }),
  words: { window: LIKE_WINDOW },
  complete: {
    metric: completeMetric,
    with: completeMetric,
    target: completeTarget,
    window: completeWindow,
  },

  async run({ window, ...typed }, context) {
    const { now, signal, samples, metrics } = context;
    const targets = await context.targets.list();
    const read = await readPair(context, typed, targets);
    if ('why' in read) return refuse(read.why);
    const found = await correlateMetrics(
      { samples, metrics },
      { ...read, targets, window: spanOf(window), now, signal },
    );
    return correlateReply(found, {
      ...{
        asked: `${read.target.name} ${read.metric}`,
        window,
        now,
        isSearch: read.other === null,
      },
      nameOf: (id) => targets.find((one) => one.id === id)?.name ?? `target ${id}`,
    });
  },
});
