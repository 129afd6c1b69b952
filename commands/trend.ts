import { z } from 'zod';
import type { Choice, CommandContext } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import type { Reply } from '../src/chat/reply.ts';
import { refuse } from '../src/chat/reply.ts';
import { resolveMetric, undefinedMetric } from '../src/model/metric.ts';
import type { Target } from '../src/model/target.ts';
import { aged } from '../src/report/aged.ts';
import { unitIn } from '../src/report/measured.ts';
import { LIKE_WINDOW, spanOf, WINDOW } from '../src/report/span-word.ts';
import { completeTarget, pickTarget } from '../src/report/targets.ts';
import { trendReply } from '../src/report/trend.ts';

export const trend = command({
  name: 'trend',
  summary: 'How a metric went: picture in text, bounds, average and change.',
  role: 'viewer',
  args: z.object({
    metric: z.string().max(100).describe('which metric, such as system.cpu'),
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
    const resolved = resolveMetric(typed, context.metrics);
    const metric = resolved.kind === 'metric' ? resolved.metric.name : typed;
    const picked = name === undefined ? null : pickTarget(targets, name);
    if (picked?.kind === 'refused') return refuse(noSuchWord(name ?? '', targets));
    const chosen = picked ? [picked.target] : targets;
    const found = await Promise.all(
      chosen.map(async (target) => {
        const all = await context.series.series(target.id);
        return all.filter((one) => one.metric === metric).map((series) => ({ target, series }));
      }),
    );
    if (found.flat().length === 0) return unknownMetric(metric, picked?.target ?? null, context);
    const range = { from: context.now - spanOf(window), to: context.now + 1 };
    const unit = unitIn(context.metrics, metric);
    const request = { metric, unit, window, range, series: found.flat() };
    return aged(await trendReply(context.series, request), chosen, context.now);
  },
});

async function metricNames(
  targets: readonly Target[],
  { series }: CommandContext,
): Promise<readonly string[]> {
  const all = await Promise.all(targets.map((one) => series.series(one.id)));
  return [...new Set(all.flat().map((one) => one.metric))].sort();
}

async function completeMetric(typed: string, context: CommandContext): Promise<readonly Choice[]> {
  const names = await metricNames(await context.targets.list(), context);
  return names
    .filter((name) => name.includes(typed.toLowerCase()))
    .map((name) => {
      const title = context.metrics.find((one) => one.name === name)?.title;
      return { value: name, label: title ? `${name}: ${title}` : name };
    });
}

async function completeWindow(): Promise<readonly Choice[]> {
  return ['1h', '6h', '24h', '7d', '30d'].map((value) => ({ value, label: value }));
}

async function unknownMetric(
  metric: string,
  target: Target | null,
  context: CommandContext,
): Promise<Reply> {
  const targets = target ? [target] : await context.targets.list();
  const names = await metricNames(targets, context);
  const resolved = resolveMetric(metric, names.map(undefinedMetric));
  const near = resolved.kind === 'unknown' ? resolved.near : null;
  const shown = [...(near ? [near] : []), ...names.filter((name) => name !== near)].slice(0, 20);
  return refuse(
    [
      `${target?.name ?? 'Nobody'} has reported ${target ? 'no ' : ''}“${metric}”.`,
      ...(near ? [`Did you mean ${near}?`] : []),
      shown.length > 0 ? `There are: ${shown.join(', ')}.` : 'Nothing was measured yet.',
    ].join(' '),
  );
}

/** A word that is no window is read as a target: it may have been meant as either. */
function noSuchWord(word: string, targets: readonly Target[]): string {
  const names = targets.slice(0, 20).map(({ name }) => name);
  const known = names.length === 0 ? 'No targets are watched.' : `Targets: ${names.join(', ')}.`;
  return `“${word.slice(0, 64)}” is no window and no target. Write a window such as 30m, 6h or 7d. ${known}`;
}
