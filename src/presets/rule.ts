import type { Rule, RuleLevel } from '../model/rule.ts';
import { HOUR, MINUTE } from '../model/time.ts';

/** A rule of which nothing else is said; a seed that gives no cooldown gets five minutes. */
export const RULE: Omit<Rule, 'name' | 'type' | 'levels' | 'message'> = {
  for: 0,
  clear: null,
  clearFor: 0,
  cooldown: 5 * MINUTE,
  escalate: null,
  remind: null,
  labels: {},
  runbook: null,
  targets: null,
  channels: null,
};

/** A rule that can become critical: nobody may overlook it for long. */
export const CRITICAL_RULE = { ...RULE, escalate: 15 * MINUTE, remind: 4 * HOUR } as const;

/** A host's CPU may be busy for a moment. */
export const BUSY_FOR = 2 * MINUTE;

/** Values above which a level holds, in the metric's unit. */
export interface Limits {
  readonly warning: number;
  readonly critical: number;
}

type Levels = readonly [RuleLevel, RuleLevel];

/** Levels of a metric with two limits. */
export function above(metric: string, { warning, critical }: Limits): Levels {
  return [
    { severity: 'warning', when: `${metric} > ${warning}` },
    { severity: 'critical', when: `${metric} > ${critical}` },
  ];
}

/** Percent from which a derived level is critical at the latest: 125 % of 80 would never be reached. */
const MOST_PERCENT = 98;

/** Levels of a metric whose seed gives one limit and no severity: critical from a quarter above the limit. */
export function excess(metric: string, limit: number, unit: 'percent' | 'other'): Levels {
  const quarterMore = 1.25 * limit;
  const critical = unit === 'percent' ? Math.min(MOST_PERCENT, quarterMore) : quarterMore;
  return [
    { severity: 'warning', when: `${metric} > ${limit}` },
    { severity: 'critical', when: `${metric} >= ${critical}` },
  ];
}

/** What became slower than it usually is, whatever its limit: a trend, not a level. */
export function degraded(metric: string): Pick<Rule, 'name' | 'type' | 'levels' | 'for'> {
  const when = `p95('${metric}', '1h') > 1.5 * p95('${metric}', '7d')`;
  return {
    name: 'perf_degraded',
    type: 'performance',
    levels: [{ severity: 'warning', when }],
    for: 15 * MINUTE,
  };
}
