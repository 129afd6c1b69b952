import type { Check } from '../model/check.ts';
import type { Reading } from '../model/sample.ts';
import type { Instant } from '../model/time.ts';
import { HOUR } from '../model/time.ts';
import { allowanceOf, burnRates } from '../score/objective.ts';
import type { CheckStore } from '../store/check-port.ts';

/** What is left of the failures that a check may have, and how fast that is used up; nothing where that is not said. */
export async function objectiveReadings(
  { id, check: { name, slo } }: { readonly id: number; readonly check: Check },
  { history }: Pick<CheckStore, 'history'>,
  at: Instant,
): Promise<readonly Reading[]> {
  if (slo === null) return [];
  const changes = await history(id, at - Math.max(slo.window, 6 * HOUR), at);
  const { allowed, left } = allowanceOf(changes, slo, at);
  const { hour, sixHours } = burnRates(changes, slo, at);
  const labels = { name };
  return [
    { metric: 'slo.budget_left', labels, value: (100 * left) / allowed },
    { metric: 'slo.burn_1h', labels, value: hour },
    { metric: 'slo.burn_6h', labels, value: sixHours },
  ];
}
