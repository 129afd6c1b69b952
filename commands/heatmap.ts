import { z } from 'zod';
import type { CommandContext } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import type { Reply } from '../src/chat/reply.ts';
import { refuse } from '../src/chat/reply.ts';
import { MINUTE } from '../src/model/time.ts';
import { askedChart } from '../src/report/chart-found.ts';
import { eventHeatmap, metricHeatmap } from '../src/report/metric-heatmap.ts';
import { completeMetric } from '../src/report/metric-values.ts';
import { completeWindow, spanOf, WINDOW } from '../src/report/span-word.ts';
import { NAMED_ONLY } from '../src/report/suggestions.ts';
import { completeTarget, pickTarget } from '../src/report/targets.ts';

const USUAL = '28d';

export const heatmap = command({
  name: 'heatmap',
  summary:
    'A metric, or `events`, by hour and weekday on your clocks: the busiest and quietest hour.',
  role: 'viewer',
  args: z.object({
    metric: z.string().max(200).optional().describe('metric, or events, or events of a type'),
    target: z.string().max(200).optional().describe('which target; all when left out'),
    window: z.string().max(20).optional().describe('how far back, 28d unless said'),
    words: z.string().max(500).optional().describe('target, window and labels in any order'),
  }),
  rest: 'words',
  words: { target: NAMED_ONLY, window: NAMED_ONLY },
  complete: { metric: completeMetric, target: completeTarget, window: completeWindow },

  async run({ metric, target, window, words }, context) {
    const all = [metric, target, window, words].filter((one) => one !== undefined);
    const list = all.join(' ').split(/[\s,]+/);
    if (list.includes('events'))
      return ofEvents(
        list.filter((one) => one !== 'events'),
        context,
      );
    const hasWindow = list.some((one) => WINDOW.test(one.replace(/^window[=:]/, '')));
    const text = [...list, ...(hasWindow ? [] : [USUAL])].join(' ');
    const asked = await askedChart(context, text);
    if ('why' in asked) return refuse(asked.why.replaceAll('/chart', '/heatmap'));
    return metricHeatmap(context, asked);
  },
});

/** Each word is a window, a target or a type of events. */
async function ofEvents(words: readonly string[], context: CommandContext): Promise<Reply> {
  const targets = await context.targets.list();
  const bare = words.map((word) => word.replace(/^(?:target|window|type)[=:]/, ''));
  const named = bare.flatMap((word) => {
    const picked = pickTarget(targets, word);
    return picked.kind === 'target' ? [picked.target] : [];
  });
  const window = bare.find((word) => WINDOW.test(word)) ?? USUAL;
  const names = new Set(named.map(({ name }) => name.toLowerCase()));
  const [type = null, ...more] = bare.filter(
    (word) => word !== '' && !WINDOW.test(word) && !names.has(word.toLowerCase()),
  );
  if (more.length > 0 || named.length > 1) {
    return refuse('Write one type, one target and one window: /heatmap events message web-1 28d.');
  }
  const { kinds } = await context.events.usage();
  const types = [...new Set(kinds.map((one) => one.type))];
  if (type !== null && !types.includes(type)) {
    const known =
      types.length === 0 ? 'None came yet.' : `There are: ${types.slice(0, 20).join(', ')}.`;
    return refuse(`“${type.slice(0, 64)}” is no target and no type of events. ${known}`);
  }
  const [target] = named;
  // A sender's clock may be ahead.
  const filter = {
    ...{ from: context.now - spanOf(window), to: context.now + 5 * MINUTE },
    ...{ target: target?.id ?? null, type },
  };
  const where = target === undefined ? '' : ` of ${target.name}`;
  const what = `${type ?? 'events'}${where} in ${window}`;
  return eventHeatmap(context.events, filter, { zone: context.zone, what });
}
