import { z } from 'zod';
import type { Choice } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import { refuse } from '../src/chat/reply.ts';
import type { Target } from '../src/model/target.ts';
import { aged } from '../src/report/aged.ts';
import { unitIn } from '../src/report/measured.ts';
import { askedSeries, completeMetric } from '../src/report/metric-asked.ts';
import { LIKE_WINDOW, spanOf, WINDOW } from '../src/report/span-word.ts';
import { completeTarget, pickTarget } from '../src/report/targets.ts';
import { trendReply } from '../src/report/trend.ts';

export const trend = command({
  name: 'trend',
  summary: 'How a metric went: bounds, slope, against yesterday and last week, and what is usual.',
  role: 'viewer',
  args: z.object({
    metric: z
      .string()
      .max(100)
      .default('health.score')
      .describe('which metric, such as system.cpu'),
    window: z
      .string()
      .regex(WINDOW, 'write a window such as 30m, 6h or 7d')
      .default('24h')
      .describe('how far back: 30m, 6h, 7d'),
    target: z.string().optional().describe('which target; all when left out'),
  }),
  words: { window: LIKE_WINDOW },
  complete: { metric: completeMetric, target: completeTarget, window: completeWindow },

  async run({ metric: typed, window, target: name }, context) {
    const targets = await context.targets.list();
    const picked = name === undefined ? null : pickTarget(targets, name);
    if (picked?.kind === 'refused') return refuse(noSuchWord(name ?? '', targets));
    const chosen = picked ? [picked.target] : targets;
    const asked = await askedSeries(typed, chosen, context);
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

/** A word that is no window is read as a target: it may have been meant as either. */
function noSuchWord(word: string, targets: readonly Target[]): string {
  const names = targets.slice(0, 20).map(({ name }) => name);
  const known = names.length === 0 ? 'No targets are watched.' : `Targets: ${names.join(', ')}.`;
  return `“${word.slice(0, 64)}” is no window and no target. Write a window such as 30m, 6h or 7d. ${known}`;
}
