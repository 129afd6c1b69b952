import { z } from 'zod';
import type { CommandContext } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import type { Reply } from '../src/chat/reply.ts';
import type { MetricDefinition, Unit } from '../src/model/metric.ts';
import type { Factor, ScorePolicy } from '../src/model/score.ts';
import type { Target } from '../src/model/target.ts';
import { DAY } from '../src/model/time.ts';
import { coverageOf, healthReply } from '../src/report/health.ts';
import { mentions } from '../src/report/measured.ts';
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
  const range = { from: now - DAY, to: now + 1 };
  const policy = context.policy(target);
  const [score, yesterday, last, points, open, gaps] = await Promise.all([
    scores.latest(target.id),
    scores.at(target.id, now - DAY),
    rounds.last(target.id),
    series.points(target.id, { metric: 'health.score', labels: {} }, { ...range, limit: 480 }),
    alerts.list({ state: 'open', severity: null, target: target.id, limit: 1 }),
    rounds.gaps(target.id, now, now + 1),
  ]);
  return healthReply({
    target,
    now,
    score,
    yesterday: yesterday?.score ?? null,
    day: evenly(points, range, 48),
    last,
    bands: policy.bands,
    unitOf: (factor) => unitOf(factor, context.metrics, policy),
    openAlerts: open.total,
    silentSince: gaps.find(({ to }) => to === null)?.from ?? null,
    coverage: coverageOf(policy, score?.unknown ?? []),
  });
}

/** A factor's expression names its metric; the metric knows its unit. */
function unitOf(
  { name }: Factor,
  metrics: readonly MetricDefinition[],
  { factors }: ScorePolicy,
): Unit {
  const when = factors.find((one) => one.name === name)?.when ?? '';
  return metrics.find((metric) => mentions(when, metric.name))?.unit ?? 'none';
}
