import { z } from 'zod';
import { command } from '../src/chat/command.ts';
import { drawnFor } from '../src/report/page/drawn.ts';
import { PAGE_FORMATS, pageFiles } from '../src/report/page/files.ts';
import { askedPeriod } from '../src/report/period/asked.ts';
import { periodReport } from '../src/report/period/report.ts';
import { completeTarget } from '../src/report/targets.ts';

const FORMATS = [...PAGE_FORMATS, 'file'] as const;
const WORDS = ['today', 'yesterday', 'overnight', 'week', 'month'] as const;

export const report = command({
  name: 'report',
  summary:
    'How it was, of a day, a night, a week or a month: scores, what happened, resources, recommendations.',
  role: 'viewer',
  args: z.object({
    period: z
      .string()
      .max(64)
      .optional()
      .describe('today, yesterday, overnight, week, month or a date such as 2026-01-31'),
    date: z.string().max(64).optional().describe('day that it ends with; today when left out'),
    target: z.string().max(64).optional().describe('which target; all when left out'),
    format: z.enum(FORMATS).optional().describe('as a file: markdown, html or both'),
  }),
  complete: {
    period: async () => WORDS.map((value) => ({ value, label: value })),
    date: async () => ['today', 'yesterday'].map((value) => ({ value, label: value })),
    target: completeTarget,
  },

  async run({ period, date, target, format: named }, context) {
    const words = [period, date, target];
    const format = named ?? words.map(formatOf).find((one) => one !== undefined);
    const others = words.filter((word) => formatOf(word) === undefined);
    const asked = await askedPeriod(others, context);
    if (asked.kind === 'refused') return asked.reply;
    const made = await periodReport(context, {
      ...{ ...asked.request, isAnalysis: false, signal: context.signal },
    });
    if (format === undefined) return made;
    const files = pageFiles(made, {
      ...{ name: `report-${asked.request.period.kind}-${asked.request.period.date}` },
      ...{
        zone: context.zone,
        now: context.now,
        drawnOf: await drawnFor(made, context, format),
        terminal: `npx tocsin report ${asked.typed}`.trim(),
      },
      ...(format !== 'file' && { format }),
    });
    return { ...made, blocks: [...made.blocks, ...files] };
  },
});

/** The format may stand among the other words. */
function formatOf(word: string | undefined): (typeof FORMATS)[number] | undefined {
  return FORMATS.find((one) => one === word?.toLowerCase());
}
