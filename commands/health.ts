import { z } from 'zod';
import type { CommandContext } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import type { Reply } from '../src/chat/reply.ts';
import type { Unit } from '../src/model/metric.ts';
import type { Factor } from '../src/model/score.ts';
import type { Target } from '../src/model/target.ts';
import { DAY } from '../src/model/time.ts';
import { healthReply } from '../src/report/health.ts';
import { evenly } from '../src/report/series.ts';
import { completeTarget, pickTarget } from '../src/report/targets.ts';
import { fleetReply } from './status.ts';

export const health = command({
  name: 'health',
  summary: 'Score of a target, what is deducted and why, and how it changed.',
  role: 'viewer',
  args: z.object({ target: z.string().optional().describe('which target; all when left out') }),
  complete: { target: completeTarget },

  async run({ target: name }, context) {
    const targets = await context.targets.list();
    if (name === undefined && targets.length !== 1) return fleetReply(context);
    const picked = pickTarget(targets, name ?? targets[0]?.name ?? '');
    return picked.kind === 'refused' ? picked.reply : healthOf(picked.target, context);
  },
});

async function healthOf(target: Target, context: CommandContext): Promise<Reply> {
  const { now, scores, series, rounds, alerts } = context;
  const range = { from: now - DAY, to: now };
  const [score, yesterday, last, points, open] = await Promise.all([
    scores.latest(target.id),
    scores.at(target.id, now - DAY),
    rounds.last(target.id),
    series.points(target.id, { metric: 'health.score', labels: {} }, { ...range, limit: 480 }),
    alerts.list({ state: 'open', severity: null, target: target.id, limit: 1 }),
  ]);
  return healthReply({
    target,
    now,
    score,
    yesterday: yesterday?.score ?? null,
    day: evenly(points, range, 48),
    last,
    bands: context.policy(target).bands,
    unitOf: (factor) => unitOf(factor, context, target),
    openAlerts: open.total,
  });
}

/** A factor's expression names its metric; the metric knows its unit. */
function unitOf({ name }: Factor, context: CommandContext, target: Target): Unit {
  const rule = context.policy(target).factors.find((one) => one.name === name);
  const metric = context.metrics
    .filter((one) => rule?.when.includes(one.name))
    .toSorted((a, b) => b.name.length - a.name.length)[0];
  return metric?.unit ?? 'none';
}
