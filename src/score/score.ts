import type { Comparison } from '../expression/compute.ts';
import type { Facts, Outcome } from '../expression/evaluate.ts';
import { evaluate } from '../expression/evaluate.ts';
import { labelText } from '../model/sample.ts';
import type { Factor, ScorePolicy, ScoreResult } from '../model/score.ts';
import type { CompiledFactor, CompiledPolicy } from './policy.ts';

/** Status of a target of which nothing that counts is known. */
const UNKNOWN_STATUS = 'UNKNOWN';

/** A factor whose condition holds for one series. */
interface Applying {
  readonly factor: CompiledFactor;
  readonly outcome: Outcome;
}

interface Judged {
  readonly factor: CompiledFactor;
  readonly outcomes: readonly Outcome[];
}

/**
 * Scores facts: 100 minus the points of every factor that applies, never below 0. Factors come in the policy's order and
 * their points add up to 100 minus the score before that floor. Of a metric with several series the worst one counts,
 * once. What is unknown costs nothing and is named; when no factor could be decided there is no score.
 */
export function scoreFacts(compiled: CompiledPolicy, facts: Facts): ScoreResult {
  const judged = compiled.factors.map((factor) => ({
    factor,
    outcomes: evaluate(factor.when, facts),
  }));
  const unknown = unknownNames(compiled, facts, judged);
  if (!judged.some(isDecided)) {
    return { score: null, status: UNKNOWN_STATUS, factors: [], unknown };
  }
  const found = applying(judged).map(toFactor);
  const multiple = multipleWarnings(compiled.policy, found);
  const factors = multiple === null ? found : [...found, multiple];
  const points = factors.reduce((sum, factor) => sum + factor.points, 0);
  const score = Math.max(0, 100 - points);
  return { score, status: statusOf(compiled.policy, score), factors, unknown };
}

/** Name of the band that `score` (0..100) falls into. */
export function statusOf(policy: Pick<ScorePolicy, 'bands'>, score: number): string {
  return policy.bands.find((band) => score >= band.from)?.status ?? UNKNOWN_STATUS;
}

function isDecided({ factor, outcomes }: Judged): boolean {
  return (
    factor.rule.kind !== 'info' && outcomes.some((outcome) => typeof outcome.value === 'boolean')
  );
}

/** Factors that apply, in the policy's order; of those that read the same names only the worst series' ones. */
function applying(judged: readonly Judged[]): Applying[] {
  const holding = judged.flatMap(({ factor, outcomes }) =>
    outcomes.filter(({ value }) => value === true).map((outcome) => ({ factor, outcome })),
  );
  const groups = Map.groupBy(holding, ({ factor }) => [...factor.reads].sort().join(' '));
  const worst = new Set([...groups.values()].flatMap(worstSeries));
  return holding.filter((one) => worst.has(one));
}

function worstSeries(group: readonly Applying[]): readonly Applying[] {
  const bySeries = [...Map.groupBy(group, ({ outcome }) => labelText(outcome.labels)).values()];
  return bySeries.reduce((worst, next) => (isWorse(next, worst) ? next : worst));
}

function isWorse(one: readonly Applying[], other: readonly Applying[]): boolean {
  const difference = pointsOf(one) - pointsOf(other);
  if (difference !== 0) return difference > 0;
  return one[0] !== undefined && other[0] !== undefined && isFurther(one[0], other[0]);
}

function pointsOf(series: readonly Applying[]): number {
  return series.reduce((sum, { factor }) => sum + factor.rule.points, 0);
}

/** Whether the value lies further beyond the limit, in the direction that the comparison looks. */
function isFurther(one: Applying, other: Applying): boolean {
  const [mine, theirs] = [shown(one.outcome), shown(other.outcome)];
  if (typeof mine?.value !== 'number' || typeof theirs?.value !== 'number') return false;
  return mine.operator.startsWith('<') ? mine.value < theirs.value : mine.value > theirs.value;
}

function toFactor({ factor, outcome }: Applying): Factor {
  const { name, label, kind, points } = factor.rule;
  const seen = shown(outcome);
  return {
    name,
    label,
    kind,
    points: kind === 'info' ? 0 : points,
    value: seen?.value ?? null,
    limit: seen?.limit ?? null,
  };
}

/** The comparison that people should see: the first that holds, else the first. */
function shown({ seen }: Outcome): Comparison | undefined {
  return seen.find((comparison) => comparison.holds === true) ?? seen[0];
}

function multipleWarnings(policy: ScorePolicy, factors: readonly Factor[]): Factor | null {
  const { multiple } = policy;
  const warnings = factors.filter(({ kind }) => kind === 'warning').map(({ name }) => name);
  if (multiple === null || warnings.length < multiple.min) return null;
  return {
    name: multiple.name,
    label: 'Multiple warnings',
    kind: 'issue',
    points: multiple.points,
    value: warnings.join(', '),
    limit: multiple.min,
  };
}

/**
 * Names that nobody reported, and names known to be missing unless a factor asks just that. When a factor could not be
 * decided although all that it reads is there (a wrong type, a division by zero), all that it reads.
 */
function unknownNames(
  { absences }: CompiledPolicy,
  facts: Facts,
  judged: readonly Judged[],
): readonly string[] {
  const found = new Set<string>();
  for (const { factor, outcomes } of judged) {
    const missing = factor.reads.filter((name) => isMissing(facts, name));
    for (const name of missing) {
      if (!absences.has(name) || facts.series(name) === undefined) found.add(name);
    }
    if (missing.length > 0 || outcomes.every(({ value }) => value !== 'unknown')) continue;
    for (const name of factor.reads) found.add(name);
  }
  return [...found].sort();
}

function isMissing(facts: Facts, name: string): boolean {
  const series = facts.series(name);
  return series === undefined || [...series.values()].some(({ value }) => value === null);
}
