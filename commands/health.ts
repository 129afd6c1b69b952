import { z } from 'zod';
import type { CommandContext } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import type { Reply } from '../src/chat/reply.ts';
import type { CheckView } from '../src/model/check.ts';
import { formatDuration } from '../src/model/format.ts';
import type { MetricDefinition, Unit } from '../src/model/metric.ts';
import type { Factor, ScorePolicy } from '../src/model/score.ts';
import { findService } from '../src/model/service.ts';
import type { Target } from '../src/model/target.ts';
import { DAY } from '../src/model/time.ts';
import { coverageOf, healthReply } from '../src/report/health.ts';
import { mentions } from '../src/report/measured.ts';
import { evenly } from '../src/report/series.ts';
import {
  cardOf,
  completeService,
  serviceReply,
  servicesReply,
} from '../src/report/service-text.ts';
import { NAMED_ONLY } from '../src/report/suggestions.ts';
import { completeTarget, pickTarget } from '../src/report/targets.ts';
import { fleetReply } from './status.ts';

export const health = command({
  name: 'health',
  summary: 'Score of a target, what is deducted and why, and how it changed; one check, or all.',
  role: 'viewer',
  args: z.object({
    target: z.string().optional().describe('which target, or check; all when left out'),
    service: z.string().max(130).optional().describe('service=shop: one check with its details'),
    detail: z.enum(['true', 'false']).optional().describe('detail=true: every check by itself'),
  }),
  words: { service: NAMED_ONLY, detail: NAMED_ONLY },
  complete: { target: completeTarget, service: completeService },

  async run({ target: name, service, detail }, context) {
    if (service !== undefined) return serviceReply(await context.checks.services(), service);
    const targets = await context.targets.list();
    if (detail === 'true') return detailed(targets, name, context);
    if (name === undefined && targets.length !== 1) return fleetReply(context);
    const picked = pickTarget(targets, name ?? targets[0]?.name ?? '');
    if (picked.kind === 'target') return healthOf(picked.target, context);
    const found = findService(await context.checks.services(), name ?? '');
    return 'id' in found ? cardOf(found) : picked.reply;
  },
});

async function detailed(
  targets: readonly Target[],
  name: string | undefined,
  { checks, self, now }: CommandContext,
): Promise<Reply> {
  const picked = name === undefined ? null : pickTarget(targets, name);
  if (picked?.kind === 'refused') return picked.reply;
  const all = await checks.services();
  const { version, startedAt } = await self();
  const about = `Tocsin ${version}, up ${formatDuration(Math.max(0, now - startedAt))}`;
  const wanted = all.filter(({ target }) => picked === null || target === picked.target.name);
  return servicesReply(wanted, { now, about });
}

async function healthOf(target: Target, context: CommandContext): Promise<Reply> {
  const { now, scores, series, rounds, alerts, checks } = context;
  const range = { from: now - DAY, to: now + 1 };
  const policy = context.policy(target);
  const [score, yesterday, last, points, open, gaps, oddities] = await Promise.all([
    scores.latest(target.id),
    scores.at(target.id, now - DAY),
    rounds.last(target.id),
    series.points(target.id, { metric: 'health.score', labels: {} }, { ...range, limit: 480 }),
    alerts.list({ state: 'open', severity: null, target: target.id, limit: 1 }),
    rounds.gaps(target.id, now, now + 1),
    context.oddities(target),
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
    oddities,
    failing: checks
      .list()
      .filter(
        ({ check, state, off }) => check.target === target.name && off === null && isBad(state),
      )
      .map(({ check }) => check.name),
    silentSince: gaps.find(({ to }) => to === null)?.from ?? null,
    coverage: coverageOf(policy, score?.unknown ?? []),
  });
}

function isBad({ status }: CheckView['state']): boolean {
  return status !== 'healthy' && status !== 'unknown';
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
