import { z } from 'zod';
import type { Choice, CommandContext } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import { refuse } from '../src/chat/reply.ts';
import { aged } from '../src/report/aged.ts';
import { askedChart } from '../src/report/chart-found.ts';
import { chartReply } from '../src/report/chart-reply.ts';
import { completeMetric } from '../src/report/metric-values.ts';
import { completeWindow } from '../src/report/span-word.ts';
import { fitting, NAMED_ONLY } from '../src/report/suggestions.ts';
import { completeTarget } from '../src/report/targets.ts';

export const chart = command({
  name: 'chart',
  summary:
    'A metric over a window as a picture, with limits, alerts and changes; words in any order: `cpu web-1 24h vs last-week`, `preset:system`, `#12`.',
  role: 'viewer',
  args: z.object({
    metric: z.string().max(200).optional().describe('metric, alias, chart or alert such as #12'),
    target: z.string().max(200).optional().describe('which target, or web-*; all when left out'),
    window: z.string().max(100).optional().describe('how far back: 30m, 24h, 7d'),
    vs: z.string().max(100).optional().describe('last-week, yesterday or before'),
    preset: z.string().max(64).optional().describe('a chart by its name: preset=system'),
    words: z.string().max(500).optional().describe('more targets, labels such as mount=/var'),
  }),
  rest: 'words',
  // Words come in any order, and are read together.
  words: {
    metric: NAMED_ONLY,
    target: NAMED_ONLY,
    window: NAMED_ONLY,
    vs: NAMED_ONLY,
    preset: NAMED_ONLY,
  },
  complete: {
    metric: completeMetric,
    target: completeTarget,
    window: completeWindow,
    vs: completeComparison,
    preset: completePreset,
    words: completeWord,
  },

  async run({ metric, target, window, vs, preset, words }, context) {
    const text = [preset, metric, target, window, vs, words].filter((one) => one !== undefined);
    const asked = await askedChart(context, text.join(' '));
    if ('why' in asked) return refuse(asked.why);
    const shown = await chartReply(context, asked);
    return asked.alert === null ? aged(shown, asked.named, context.now) : shown;
  },
});

/** The first word is mostly a metric. */
async function completeWord(typed: string, context: CommandContext): Promise<readonly Choice[]> {
  const found = await Promise.all([completeMetric(typed, context), completeTarget(typed, context)]);
  return found.flat().slice(0, 25);
}

async function completeComparison(typed: string): Promise<readonly Choice[]> {
  const all = ['last-week', 'yesterday', 'before'];
  return fitting(
    all.map((value) => ({ value, label: `vs ${value}` })),
    typed,
  );
}

async function completePreset(typed: string, context: CommandContext): Promise<readonly Choice[]> {
  const all = (await context.targets.list()).flatMap((one) => context.charts(one));
  const choices = new Map(all.map(({ name, title }) => [name, { value: name, label: title }]));
  return fitting([...choices.values()], typed);
}
