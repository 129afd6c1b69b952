import { z } from 'zod';
import type { Choice } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import { aged } from '../src/report/aged.ts';
import { unitIn } from '../src/report/measured.ts';
import { askedSeries, completeMetric } from '../src/report/metric-asked.ts';
import { LIKE_WINDOW, spanOf, WINDOW } from '../src/report/span-word.ts';
import { completeTarget } from '../src/report/targets.ts';
import { trendReply } from '../src/report/trend.ts';
import { NO_WINDOW, readTrendWords } from '../src/report/trend-words.ts';

export const trend = command({
  name: 'trend',
  summary: 'How a metric went: bounds, slope, against yesterday and last week, and what is usual.',
  role: 'viewer',
  args: z.object({
    metric: z
      .string()
      .max(100)
      .optional()
      .describe('which metric, such as system.cpu; health.score when left out'),
    window: z
      .string()
      .regex(WINDOW, 'write a window such as 30m, 6h or 7d')
      .default('24h')
      .describe('how far back: 30m, 6h, 7d'),
    target: z.string().optional().describe('which target; all when left out'),
  }),
  // Words come in any order: what is no window is a metric or a target.
  words: { metric: NO_WINDOW, window: LIKE_WINDOW },
  complete: { metric: completeMetric, target: completeTarget, window: completeWindow },

  async run({ metric: typed, window, target: name }, context) {
    const words = await readTrendWords([typed, name], context);
    if (words.kind === 'refused') return words.reply;
    const chosen = words.target ? [words.target] : await context.targets.list();
    const asked = await askedSeries(words.metric ?? 'health.score', chosen, context);
    if (asked.kind === 'refused') return asked.reply;
    const { metric, found } = asked;
    const range = { from: context.now - spanOf(window), to: context.now + 1 };
    const unit = unitIn(context.metrics, metric);
    const request = { metric, unit, window, range, series: found, zone: context.zone };
    return aged(await trendReply(context.samples, request), chosen, context.now);
  },
});

async function completeWindow(): Promise<readonly Choice[]> {
  return ['1h', '6h', '24h', '7d', '30d'].map((value) => ({ value, label: value }));
}
