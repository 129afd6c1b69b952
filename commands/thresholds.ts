import { z } from 'zod';
import type { CommandContext } from '../src/chat/command.ts';
import { command } from '../src/chat/command.ts';
import type { Reply } from '../src/chat/reply.ts';
import { heading, line, refuse, reply } from '../src/chat/reply.ts';
import { limitIn } from '../src/model/rule-limit.ts';
import { DAY } from '../src/model/time.ts';
import { mentions } from '../src/report/measured.ts';
import { findMetric } from '../src/report/metric-found.ts';
import { completeMetric } from '../src/report/metric-values.ts';
import { completeTarget, pickTarget } from '../src/report/targets.ts';
import { busiestRules, ruleFor, ruleJudging } from '../src/report/thresholds/rules.ts';
import { suggestThreshold } from '../src/report/thresholds/suggest.ts';
import { thresholdReply } from '../src/report/thresholds/text.ts';

export const thresholds = command({
  name: 'thresholds',
  summary:
    'A limit and a duration for a metric from its history, with the alerts they would have caused; an admin applies them.',
  role: 'viewer',
  args: z.object({
    action: z.enum(['suggest']).optional().describe('suggest, also when left out'),
    metric: z
      .string()
      .max(200)
      .optional()
      .describe('which metric; which rules fire most when left out'),
    target: z.string().max(64).optional().describe('only of this target'),
  }),
  complete: { metric: completeMetric, target: completeTarget },

  async run({ metric, target }, context) {
    if (metric === undefined) return choose(context);
    const { series, ruleDesk, now, signal } = context;
    const targets = await context.targets.list();
    const picked = target === undefined ? null : pickTarget(targets, target);
    if (picked?.kind === 'refused') return picked.reply;
    const chosen = picked ? [picked.target] : targets;
    const found = await findMetric(context, metric, chosen);
    if ('why' in found) return refuse(found.why);
    if (found.metric.isTruth)
      return refuse(`${found.metric.name} holds or does not: it has no limit.`);
    if (found.series.length === 0) {
      return refuse(
        `${picked?.target.name ?? 'Nobody'} has reported ${picked ? 'no ' : ''}${found.metric.name}.`,
      );
    }
    const asked = [await ruleDesk.list(), found.metric.name, picked?.target.name ?? null] as const;
    const [view, judging] = [ruleFor(...asked), ruleJudging(...asked)];
    const request = { ...found, view, judging, target: picked?.target ?? null, now, signal };
    return thresholdReply(await suggestThreshold({ series, ruleDesk }, request), request);
  },
});

/** Days of alerts by which rules are counted. */
const DAYS = 14;

async function choose({ alerts, ruleDesk, metrics, now }: CommandContext): Promise<Reply> {
  const all = await alerts.between(now - DAYS * DAY, now, null);
  const rules = (await ruleDesk.list()).filter(({ rule }) => limitIn(rule.levels[0].when) !== null);
  const named = rules.flatMap(({ rule }) => {
    const metric = metrics.find(({ name }) => mentions(rule.levels[0].when, name));
    return metric ? [{ rule: rule.name, metric: metric.name }] : [];
  });
  const busiest = busiestRules(named, all);
  if (busiest.length === 0) {
    return refuse(
      'Of which metric? Write /thresholds suggest system.cpu. No rule with a limit fired in 14 days.',
    );
  }
  return reply(
    [
      heading(`Rules with a limit that fired most in ${DAYS} days`),
      ...busiest.map(({ rule, metric, fired }) => line(`${rule}, of ${metric}: ${fired}`)),
      {
        kind: 'buttons',
        buttons: busiest.map(({ metric }) => ({
          ...({ label: metric.slice(0, 40), tone: 'plain', command: 'thresholds' } as const),
          input: `suggest ${metric}`,
        })),
      },
    ],
    { data: { rules: busiest } },
  );
}
