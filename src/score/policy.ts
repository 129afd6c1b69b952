import { absenceNames, names } from '../expression/names.ts';
import type { Expression } from '../expression/parse.ts';
import { parseCondition } from '../expression/parse.ts';
import type { FactorRule, ScorePolicy } from '../model/score.ts';

/** A factor with its condition parsed. */
export interface CompiledFactor {
  readonly rule: FactorRule;
  readonly when: Expression;
  /** Metrics that its condition reads. */
  readonly reads: readonly string[];
}

/** A policy that can be scored with as often as wanted. */
export interface CompiledPolicy {
  readonly kind: 'policy';
  readonly policy: ScorePolicy;
  readonly factors: readonly CompiledFactor[];
  /** Metrics of which some factor asks whether they are missing. */
  readonly absences: ReadonlySet<string>;
}

/** Which factor's condition cannot be understood, why, and where in it (offset from 0). */
export interface PolicyProblem {
  readonly kind: 'problem';
  readonly factor: string;
  readonly message: string;
  readonly position: number;
}

/** Parses the conditions of a policy once. */
export function compilePolicy(policy: ScorePolicy): CompiledPolicy | PolicyProblem {
  const factors: CompiledFactor[] = [];
  for (const rule of policy.factors) {
    const when = parseCondition(rule.when);
    if (when.kind === 'problem') return { ...when, factor: rule.name };
    factors.push({ rule, when, reads: names(when) });
  }
  const absences = new Set(factors.flatMap(({ when }) => absenceNames(when)));
  return { kind: 'policy', policy, factors, absences };
}
