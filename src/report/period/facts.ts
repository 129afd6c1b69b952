import type { Alert } from '../../model/alert.ts';
import { beganAt } from '../../model/alert.ts';
import type { Target } from '../../model/target.ts';
import type { Instant } from '../../model/time.ts';
import { breathe } from '../../model/wait.ts';
import { measuredOver } from './measured.ts';
import type { Period } from './period.ts';
import type { PeriodReaders } from './readers.ts';

export const HEALTH = 'health.score';

/** How one target did in a period. */
export interface TargetFacts {
  readonly target: Target;
  /** Mean of its scores; null: none was measured. */
  readonly average: number | null;
  /** In the span that it is compared with: see `Period.before`. */
  readonly averageBefore: number | null;
  readonly least: number | null;
  /** Mean of each day of the period. */
  readonly days: readonly { readonly date: string; readonly average: number | null }[];
  readonly rounds: { readonly measured: number; readonly missed: number };
}

/** How the targets of a report did. */
export interface PeriodFacts {
  readonly period: Period;
  readonly zone: string;
  readonly now: Instant;
  /** One target was asked for, not all. */
  readonly isOne: boolean;
  readonly targets: readonly TargetFacts[];
  /** That were open in the period, also such as fired long before; oldest first. */
  readonly alerts: readonly Alert[];
  /** Mean of the averages of its targets; null: nothing was measured. */
  readonly average: number | null;
  readonly averageBefore: number | null;
}

export interface FactsRequest {
  readonly targets: readonly Target[];
  readonly isOne: boolean;
  readonly period: Period;
  readonly zone: string;
  readonly now: Instant;
  readonly signal?: AbortSignal | undefined;
}

export async function periodFacts(
  readers: PeriodReaders,
  { targets, isOne, period, zone, now, signal }: FactsRequest,
): Promise<PeriodFacts> {
  const { samples, rounds, alerts } = readers;
  const { range, before, days } = period;
  const only = isOne ? (targets[0]?.id ?? null) : null;
  const score = (fn: 'avg' | 'min', span: { from: Instant; to: Instant }) =>
    measuredOver(samples, { metric: HEALTH, fn, target: only }, span);
  const [average, previous, least] = await Promise.all([
    score('avg', range),
    score('avg', before),
    score('min', range),
  ]);
  const daily = await Promise.all(
    days.map(async ({ date, range: day }) => ({
      date,
      averages: await score('avg', { from: day.from, to: Math.min(day.to, range.to) }),
    })),
  );
  const found: TargetFacts[] = [];
  for (const target of targets) {
    signal?.throwIfAborted();
    found.push({
      target,
      average: average.get(target.id)?.value ?? null,
      averageBefore: previous.get(target.id)?.value ?? null,
      least: least.get(target.id)?.value ?? null,
      days: daily.map((one) => ({
        date: one.date,
        average: one.averages.get(target.id)?.value ?? null,
      })),
      rounds: await rounds.count(target.id, range.from, range.to),
    });
    await breathe();
  }
  const ids = new Set(targets.map(({ id }) => id));
  const touched = await alerts.touching(range.from, range.to, only);
  return {
    ...{ period, zone, now, isOne, targets: found },
    alerts: touched
      .filter((one) => ids.has(one.target))
      .toSorted((a, b) => beganAt(a.state) - beganAt(b.state)),
    average: meanOf(found.map((one) => one.average)),
    averageBefore: meanOf(found.map((one) => one.averageBefore)),
  };
}

/** The one target that was asked for; null: all. */
export function onlyOf({ targets, isOne }: Pick<PeriodFacts, 'targets' | 'isOne'>): number | null {
  return isOne ? (targets[0]?.target.id ?? null) : null;
}

/** Mean of what is known; null when nothing is. */
export function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0) / known.length;
}
