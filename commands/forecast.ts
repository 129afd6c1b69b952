import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { refuse } from '../src/chat/reply.ts';
import { undefinedMetric } from '../src/model/metric.ts';
import { forecastReply } from '../src/report/forecast-reply.ts';
import { askedSeries, completeMetric } from '../src/report/metric-asked.ts';
import { LIKE_WINDOW, spanOf, WINDOW } from '../src/report/span-word.ts';
import { completeTarget } from '../src/report/targets.ts';
import { NO_WINDOW, readTrendWords } from '../src/report/trend-words.ts';

export const forecast = command({
  name: 'forecast',
  summary: 'What a metric comes to, when it runs out, and how right forecasts were.',
  role: 'viewer',
  args: z.object({
    metric: z.string().max(100).optional().describe('which metric, such as system.disk; needed'),
    horizon: z
      .string()
      .regex(WINDOW, 'write how far ahead: 6h, 7d or 30d')
      .refine((word) => spanOf(word) <= 90 * 86_400_000, 'write at most 90d')
      .default('7d')
      .describe('how far ahead: 6h, 7d, 30d'),
    target: z.string().max(64).optional().describe('which target; all when left out'),
  }),
  // Words come in any order: what is no window is a metric or a target.
  words: { metric: NO_WINDOW, horizon: LIKE_WINDOW },
  complete: {
    metric: completeMetric,
    target: completeTarget,
    horizon: async () => ['24h', '7d', '30d', '90d'].map((value) => ({ value, label: value })),
  },

  async run({ metric: typed, horizon, target: name }, context) {
    const words = await readTrendWords([typed, name], context);
    if (words.kind === 'refused') return words.reply;
    if (words.metric === null) return refuse('Which metric? Write e.g. /forecast system.disk 7d.');
    const chosen = words.target ? [words.target] : await context.targets.list();
    const asked = await askedSeries(words.metric, chosen, context);
    if (asked.kind === 'refused') return asked.reply;
    const { metric, found } = asked;
    const of = { target: words.target?.id ?? null, metric };
    return forecastReply(context.samples, {
      definition: context.metrics.find((one) => one.name === metric) ?? undefinedMetric(metric),
      ...{ found, zone: context.zone, now: context.now },
      horizon: { word: horizon, span: spanOf(horizon) },
      record: await context.forecasts.record(of),
    });
  },
});
