import { MINUTE } from '../model/time.ts';
import { SERVICE_UNHEALTHY } from './application.ts';
import { SCALE } from './base.ts';
import { errorRate, responseTime } from './charts.ts';
import { personaBotEvents } from './event-mappings.ts';
import type { Extension } from './extension.ts';
import { personaFactors } from './persona-bot-factors.ts';
import { personaMetrics } from './persona-bot-metrics.ts';
import { personaBotRecorders } from './persona-bot-recorders.ts';
import { above, BUSY_FOR, CRITICAL_RULE, degraded, excess, RULE } from './rule.ts';

/** A chat bot with personas on a language model. */
export const personaBot: Extension = {
  name: 'persona-bot',
  title: 'Persona bot',
  metrics: personaMetrics,
  replaces: { res_cpu: 'high_cpu', res_memory: 'high_memory', res_disk: 'disk_high' },
  recorders: personaBotRecorders,
  events: personaBotEvents,
  charts: [responseTime('response.total_ms'), errorRate],
  rules: [
    {
      ...CRITICAL_RULE,
      name: 'perf_response',
      type: 'performance',
      levels: excess('response.total_ms', 5000, 'other'),
      for: 5 * MINUTE,
      message: 'Responses of {target} take {value}',
    },
    {
      ...CRITICAL_RULE,
      name: 'perf_errors',
      type: 'performance',
      levels: excess('errors.percent', 5, 'percent'),
      message: 'Error rate of {target} is {value}',
    },
    {
      ...CRITICAL_RULE,
      name: 'res_cpu',
      type: 'resource',
      levels: excess('system.cpu', 80, 'percent'),
      for: BUSY_FOR,
      message: 'CPU at {value} on {target}',
    },
    {
      ...CRITICAL_RULE,
      name: 'res_memory',
      type: 'resource',
      levels: excess('system.memory', 85, 'percent'),
      message: 'Memory at {value} on {target}',
    },
    {
      ...CRITICAL_RULE,
      name: 'res_disk',
      type: 'resource',
      levels: excess('system.disk', 90, 'percent'),
      message: 'Disk {mount} at {value} on {target}',
    },
    SERVICE_UNHEALTHY,
    {
      ...RULE,
      name: 'response_average',
      type: 'performance',
      // Above 5 s `perf_response` tells.
      levels: [
        {
          severity: 'warning',
          when: "avg('response.total_ms', '1h') > 2000 and avg('response.total_ms', '1h') <= 5000",
        },
      ],
      for: 5 * MINUTE,
      message: 'Responses of {target} took {value} on average in the last hour',
    },
    {
      ...CRITICAL_RULE,
      name: 'response_p95',
      type: 'performance',
      levels: above("p95('response.total_ms', '1h')", { warning: 3000, critical: 8000 }),
      for: 5 * MINUTE,
      message: 'One in twenty responses of {target} took {value} or more in the last hour',
    },
    {
      ...CRITICAL_RULE,
      name: 'response_p99',
      type: 'performance',
      levels: above("p99('response.total_ms', '1h')", { warning: 5000, critical: 15000 }),
      for: 5 * MINUTE,
      message: 'One in a hundred responses of {target} took {value} or more in the last hour',
    },
    {
      ...CRITICAL_RULE,
      name: 'response_ttft',
      type: 'performance',
      levels: above('response.ttft_ms', { warning: 1000, critical: 3000 }),
      for: 5 * MINUTE,
      message: 'The first token of {target} takes {value}',
    },
    {
      ...RULE,
      ...degraded('response.total_ms'),
      message: 'Responses of {target} take half as long again as in the last week, or more',
    },
    {
      ...RULE,
      name: 'token_budget',
      type: 'resource',
      levels: [{ severity: 'warning', when: 'llm.projected_cost_pct > 100' }],
      message: 'Tokens of {target} will cost {value} of the budget this month',
    },
  ],
  policy: { ...SCALE, name: 'persona-bot', factors: personaFactors },
};
