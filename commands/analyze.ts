import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { askedPeriod } from '../src/report/period/asked.ts';
import { periodReport } from '../src/report/period/report.ts';
import { completeTarget } from '../src/report/targets.ts';

export const analyze = command({
  name: 'analyze',
  summary:
    'A day part by part: health trend, what its preset adds, resources, anomalies, recommendations.',
  role: 'viewer',
  args: z.object({
    date: z.string().max(64).optional().describe('today, yesterday or a date such as 2026-01-31'),
    target: z.string().max(64).optional().describe('which target; all when left out'),
  }),
  complete: {
    date: async () => ['today', 'yesterday'].map((value) => ({ value, label: value })),
    target: completeTarget,
  },

  async run({ date, target }, context) {
    const asked = await askedPeriod([date, target], context);
    if (asked.kind === 'refused') return asked.reply;
    return periodReport(context, { ...asked.request, isAnalysis: true, signal: context.signal });
  },
});
