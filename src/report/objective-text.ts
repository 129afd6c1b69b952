import type { Block, Reply } from '../chat/reply.ts';
import { line } from '../chat/reply.ts';
import type { CheckChange, CheckView, Objective } from '../model/check.ts';
import { formatDuration, formatValue } from '../model/format.ts';
import type { Instant } from '../model/time.ts';
import { SECOND } from '../model/time.ts';
import { allowanceOf, burnRates } from '../score/objective.ts';
import { LONGEST_WINDOW } from '../score/uptime.ts';
import type { IncidentReaders } from './incident-list.ts';

/** What is left of the failures that an objective allows, and how fast that is used up. */
export function objectiveLine(
  wanted: Objective,
  changes: readonly CheckChange[],
  now: Instant,
): Block {
  const { allowed, left } = allowanceOf(changes, wanted, now);
  const { hour, sixHours } = burnRates(changes, wanted, now);
  const of = `Objective ${wanted.target} % over ${formatDuration(wanted.window)}`;
  const rest =
    left < 0
      ? `its ${formatDuration(allowed)} are used up, and ${formatDuration(-left)} more`
      : `${formatDuration(left)} of ${formatDuration(allowed)} left (${formatValue((100 * left) / allowed, 'percent')})`;
  const times = (rate: number) => `${formatValue(rate, 'none')} ×`;
  const burning = hour > 0 || sixHours > 0;
  const tone = burning ? 'warning' : 'info';
  const speed = burning
    ? ` Used up ${times(hour)} as fast as it lasts over an hour, ${times(sixHours)} over six.`
    : '';
  return line(`${of}: ${rest}.${speed}`, left < 0 ? 'bad' : tone);
}

/** A reply about a check with its objective, where it has one. */
export async function withObjective(
  shown: Reply,
  { id, check: { slo } }: CheckView,
  { checks, now }: { readonly checks: IncidentReaders['checks']; readonly now: Instant },
): Promise<Reply> {
  if (slo === null) return shown;
  const changes = await checks.history(id, now - LONGEST_WINDOW, now);
  const data = { ...(shown.data as object), slo: objectiveData(slo, changes, now) };
  return { ...shown, blocks: [...shown.blocks, objectiveLine(slo, changes, now)], data };
}

/** The same for programs. */
export function objectiveData(wanted: Objective, changes: readonly CheckChange[], now: Instant) {
  const { allowed, left } = allowanceOf(changes, wanted, now);
  const { hour, sixHours } = burnRates(changes, wanted, now);
  return {
    target_percent: wanted.target,
    window_seconds: wanted.window / SECOND,
    budget_seconds: Math.round(allowed / SECOND),
    budget_left_seconds: Math.round(left / SECOND),
    budget_left_percent: (100 * left) / allowed,
    ...{ burn_1h: hour, burn_6h: sixHours },
  };
}
