import type { Rule, RuleLevel } from '../model/rule.ts';
import { MINUTE } from '../model/time.ts';
import { CRITICAL_RULE, RULE } from './rule.ts';

/** Errors in five minutes. */
const BURST = { warning: 20, critical: 200 } as const;
const GROWTH = "increase('log.errors', '5m')";

const BURST_LEVELS: readonly [RuleLevel, ...RuleLevel[]] = [
  { severity: 'warning', when: `${GROWTH} >= ${BURST.warning}` },
  { severity: 'critical', when: `${GROWTH} >= ${BURST.critical}` },
];

/** What is wrong with the logs of a target. */
export const logRules: readonly Rule[] = [
  {
    ...CRITICAL_RULE,
    name: 'log_error_burst',
    type: 'health',
    levels: BURST_LEVELS,
    message: '{value} errors within 5 minutes in {log} of {target}; /errors says which',
  },
  {
    ...RULE,
    name: 'log_unreadable',
    type: 'health',
    levels: [{ severity: 'warning', when: 'log.readable == false' }],
    for: 10 * MINUTE,
    message: 'The log {log} of {target} is not there, or may not be read',
  },
];
