import type { Rule, RuleLevel } from '../model/rule.ts';
import { MINUTE } from '../model/time.ts';
import { CRITICAL_RULE, RULE } from './rule.ts';

/** Errors that were found in five minutes: also of a target that is looked at once in that time. */
const BURST = { warning: 20, critical: 200 } as const;
const FOUND = "sum('log.new_errors', '5m')";

const BURST_LEVELS: readonly [RuleLevel, ...RuleLevel[]] = [
  { severity: 'warning', when: `${FOUND} >= ${BURST.warning}` },
  { severity: 'critical', when: `${FOUND} >= ${BURST.critical}` },
];

/** What is wrong with the logs of a target. */
export const logRules: readonly Rule[] = [
  {
    ...CRITICAL_RULE,
    name: 'log_error_burst',
    type: 'health',
    levels: BURST_LEVELS,
    message: '{value} errors found within 5 minutes in {log} of {target}; /errors says which',
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
