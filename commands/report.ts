import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { refuse } from '../src/chat/reply.ts';
import { dailyReport } from '../src/report/daily.ts';
import { readDay } from '../src/report/day.ts';

export const report = command({
  name: 'report',
  summary: 'Summary of a day: scores, alerts, uptime, worst moments, gaps, disks, checks.',
  role: 'viewer',
  args: z.object({
    day: z.string().default('today').describe('today, yesterday or a date such as 2026-01-31'),
  }),
  complete: {
    day: async () => [
      { value: 'today', label: 'today' },
      { value: 'yesterday', label: 'yesterday' },
    ],
  },

  async run({ day: text }, context) {
    const { zone, now } = context;
    const day = readDay(text, zone, now);
    if (day.kind === 'refused') return refuse(day.why);
    const targets = await context.targets.list();
    const checks = context.checks.list();
    return dailyReport(context, { targets, checks, date: day.date, zone, now });
  },
});
