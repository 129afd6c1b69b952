import type { FactorRule, ScorePolicy } from '../model/score.ts';

/** What checks that fail cost the target that they belong to, beside what its own policy takes off. */
const CHECK_FACTORS: readonly FactorRule[] = [
  {
    name: 'check_down',
    label: 'A check fails',
    when: 'check.up == false',
    points: 20,
    kind: 'issue',
  },
  {
    name: 'checks_down',
    label: 'Half of the checks fail',
    when: 'checks.down_percent >= 50',
    points: 40,
    kind: 'issue',
  },
  {
    name: 'check_degraded',
    label: 'A check is degraded',
    when: 'check.degraded == true',
    points: 5,
    kind: 'warning',
  },
];

/** The policy of a target that has checks; `alone`: of one that is nothing but its checks. */
export function withChecks(policy: ScorePolicy, alone: boolean): ScorePolicy {
  return { ...policy, factors: [...(alone ? [] : policy.factors), ...CHECK_FACTORS] };
}
