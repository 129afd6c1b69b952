import { z } from 'zod';
import type { CommandContext } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import { refuse } from '../src/chat/reply.ts';
import { compareSides } from '../src/report/compare/compare.ts';
import { leagueReply } from '../src/report/compare/league.ts';
import { compareReply } from '../src/report/compare/text.ts';
import { readCompared } from '../src/report/compare/words.ts';
import { completeMetric } from '../src/report/metric-values.ts';
import { completeWindow, LIKE_WINDOW } from '../src/report/span-word.ts';
import { completeTarget } from '../src/report/targets.ts';

const WINDOWS = ['today', 'yesterday', 'week', 'last-week', 'month', 'last-month', '24h', '7d'];

export const compare = command({
  name: 'compare',
  summary:
    'Two targets, two windows, or the fleet beside each other: medians, p95, and whether they differ by more than usual.',
  role: 'viewer',
  args: z.object({
    a: z.string().max(100).describe('a target, a window such as today or 7d, or fleet'),
    b: z.string().max(100).optional().describe('what it is compared with: a target or a window'),
    window: z.string().max(20).optional().describe('how far back: 6h, 24h, 7d'),
    metrics: z.string().max(500).optional().describe('which metrics; the key ones when left out'),
  }),
  words: { window: LIKE_WINDOW },
  rest: 'metrics',
  complete: { a: completeSide, b: completeSide, window: completeWindow, metrics: completeMetric },

  async run({ a, b, window, metrics }, context) {
    const { now, zone, signal, samples, alerts } = context;
    const words = [a, b, metrics, window].flatMap((one) => (one ?? '').split(/[\s,]+/));
    const known = words.filter((one) => one !== '');
    const compared = await readCompared(context, known, now);
    switch (compared.kind) {
      case 'refused':
        return refuse(compared.why);
      case 'fleet': {
        const targets = await context.targets.list();
        return leagueReply({ samples, alerts }, { targets, window: compared.window, now });
      }
      default: {
        const found = await compareSides(context, { ...compared, signal });
        return compareReply(compared, found, { metrics: context.metrics, zone, now });
      }
    }
  },
});

async function completeSide(typed: string, context: CommandContext) {
  const windows = [...WINDOWS, 'fleet']
    .filter((value) => value.startsWith(typed.toLowerCase()))
    .map((value) => ({ value, label: value }));
  return [...(await completeTarget(typed, context)), ...windows].slice(0, 25);
}
