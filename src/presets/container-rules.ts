import type { Rule, RuleLevel } from '../model/rule.ts';
import { MINUTE } from '../model/time.ts';
import { above, CRITICAL_RULE, RULE } from './rule.ts';

/** Restarts within ten minutes from which a container does not come up by itself any more. */
const LOOP = 3;

export const RESTART_LOOP: RuleLevel = {
  severity: 'error',
  when: `increase('container.restarts', '10m') >= ${LOOP}`,
};
export const CONTAINER_MEMORY_LEVELS = above('container.memory', { warning: 90, critical: 97 });

/** What can be wrong with containers, on any host that has some. */
export const containerRules: readonly Rule[] = [
  {
    ...CRITICAL_RULE,
    name: 'container_down',
    type: 'health',
    levels: [{ severity: 'critical', when: 'container.up == false' }],
    message: 'Container {name} of {target} is down',
  },
  {
    ...RULE,
    name: 'container_unhealthy',
    type: 'health',
    levels: [{ severity: 'error', when: 'container.healthy == false' }],
    message: 'Container {name} of {target} is unhealthy: its own health check fails',
  },
  {
    ...RULE,
    name: 'container_restart_loop',
    type: 'health',
    levels: [RESTART_LOOP],
    message: 'Container {name} of {target} was restarted {value} times within 10 min',
  },
  {
    ...RULE,
    name: 'container_oom',
    type: 'resource',
    levels: [{ severity: 'error', when: "sum('container.new_oom_kills', '15m') > 0" }],
    message: 'Container {name} of {target} was killed for want of memory',
    runbook:
      'Raise its memory limit, or find what takes the memory: container.memory says how much.',
  },
  {
    ...CRITICAL_RULE,
    name: 'container_memory_high',
    type: 'resource',
    levels: CONTAINER_MEMORY_LEVELS,
    for: 5 * MINUTE,
    message: 'Container {name} of {target} takes {value} of the memory it may have',
  },
  {
    ...RULE,
    name: 'container_engine_down',
    type: 'health',
    levels: [{ severity: 'error', when: 'containers.engine == false' }],
    message: 'The containers of {target} cannot be read',
  },
];
