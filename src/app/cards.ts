import type { Reply } from '../chat/reply.ts';
import type { Alert } from '../model/alert.ts';
import type { Rule } from '../model/rule.ts';
import { noLabels } from '../model/sample.ts';
import type { Clock } from '../model/time.ts';
import { HOUR } from '../model/time.ts';
import { alertCard } from '../report/card.ts';
import { evenly } from '../report/series.ts';
import type { Samples, Store } from '../store/ports.ts';
import type { Core } from './core.ts';

/** Renders an alert's card from what is stored now, so that a late delivery shows the truth. */
export function cardMaker(deps: { store: Store; samples: Samples; core: Core; clock: Clock }) {
  return async (id: number): Promise<{ reply: Reply; version: number } | null> => {
    const found = await deps.store.alerts.get(id);
    if (!found) return null;
    const { alert, events } = found;
    const rule = ruleOf(deps.core, alert);
    const view = {
      alert,
      events,
      unit:
        alert.evidence.metric === null ? 'none' : deps.core.judges.unitOf(alert.evidence.metric),
      trend: await lastHour(deps, alert),
      clear: rule?.clear ?? null,
      runbook: rule?.runbook ?? null,
    } as const;
    return { reply: alertCard(view), version: alert.version };
  };
}

function ruleOf({ targets, judges }: Core, alert: Alert): Rule | undefined {
  const target = targets.find((one) => one.id === alert.target);
  return target && judges.rulesOf(target).find((one) => one.name === alert.rule);
}

/** Labels a rule adds are the alert's, not the series'; the series is found by the labels that it has. */
async function lastHour(
  { samples, clock }: { samples: Samples; clock: Clock },
  { evidence, target, labels, state }: Alert,
): Promise<readonly (number | null)[]> {
  const { metric } = evidence;
  if (metric === null) return [];
  const to = state.kind === 'resolved' ? state.at : clock.now();
  const range = { from: to - HOUR, to: to + 1 };
  const all = (await samples.series(target)).filter((one) => one.metric === metric);
  const series = all.find((one) =>
    Object.entries(one.labels).every(([key, value]) => labels[key] === value),
  ) ?? { metric, labels: noLabels() };
  const points = await samples.points(target, series, { ...range, limit: 240 });
  return evenly(points, range, 30);
}
