import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { undefinedMetric } from '../src/model/metric.ts';
import { forecastReply } from '../src/report/forecast-reply.ts';
import { askedSeries, completeMetric } from '../src/report/metric-asked.ts';
import { LIKE_WINDOW, spanOf, WINDOW } from '../src/report/span-word.ts';
import { completeTarget, pickTarget } from '../src/report/targets.ts';

export const forecast = command({
  name: 'forecast',
  summary: 'What a metric comes to, when it runs out, and how right forecasts were.',
  role: 'viewer',
  args: z.object({
    metric: z.string().max(100).describe('which metric, such as system.disk'),
    horizon: z
      .string()
      .regex(WINDOW, 'write how far ahead: 6h, 7d or 30d')
      .refine((word) => spanOf(word) <= 90 * 86_400_000, 'write at most 90d')
      .default('7d')
      .describe('how far ahead: 6h, 7d, 30d'),
    target: z.string().max(64).optional().describe('which target; all when left out'),
  }),
  words: { horizon: LIKE_WINDOW },
  complete: {
    metric: completeMetric,
    target: completeTarget,
    horizon: async () => ['24h', '7d', '30d', '90d'].map((value) => ({ value, label: value })),
  },

  async run({ metric: typed, horizon, target: name }, context) {
    const targets = await context.targets.list();
    const picked = name === undefined ? null : pickTarget(targets, name);
    if (picked?.kind === 'refused') return picked.reply;
    const asked = await askedSeries(typed, picked ? [picked.target] : targets, context);
    if (asked.kind === 'refused') return asked.reply;
    const { metric, found } = asked;
    const of = { target: picked?.target.id ?? null, metric };
    return forecastReply(context.samples, {
      definition: context.metrics.find((one) => one.name === metric) ?? undefinedMetric(metric),
      ...{ found, zone: context.zone, now: context.now },
      horizon: { word: horizon, span: spanOf(horizon) },
      record: await context.forecasts.record(of),
    });
  },
});
