import { SERVICE_UNHEALTHY } from './application.ts';
import { SCALE } from './base.ts';
import { responseTime, tasks } from './charts.ts';
import { smsAgentEvents } from './event-mappings.ts';
import type { Extension } from './extension.ts';
import { BUSY_FOR, CRITICAL_RULE, excess, RULE } from './rule.ts';
import { smsFactors } from './sms-agent-factors.ts';
import { smsMetrics } from './sms-agent-metrics.ts';
import { smsAgentRecorders } from './sms-agent-recorders.ts';

/** An agent that answers text messages. The disk is judged by the base's rule. */
export const smsAgent: Extension = {
  name: 'sms-agent',
  title: 'SMS agent',
  metrics: smsMetrics,
  replaces: { sms_cpu: 'high_cpu', sms_memory: 'high_memory' },
  recorders: smsAgentRecorders,
  events: smsAgentEvents,
  charts: [tasks, responseTime('response.total_ms')],
  rules: [
    {
      ...CRITICAL_RULE,
      name: 'sms_cpu',
      type: 'resource',
      levels: excess('system.cpu', 80, 'percent'),
      for: BUSY_FOR,
      message: 'CPU at {value} on {target}',
    },
    {
      ...CRITICAL_RULE,
      name: 'sms_memory',
      type: 'resource',
      levels: excess('system.memory', 85, 'percent'),
      message: 'Memory at {value} on {target}',
    },
    {
      ...CRITICAL_RULE,
      name: 'sms_error_rate',
      type: 'performance',
      levels: excess('errors.percent', 5, 'percent'),
      message: 'Error rate of {target} is {value}',
    },
    {
      ...CRITICAL_RULE,
      name: 'sms_response_time',
      type: 'performance',
      levels: excess('response.total_ms', 5000, 'other'),
      message: 'Responses of {target} take {value}',
    },
    {
      ...CRITICAL_RULE,
      name: 'sms_failed_tasks',
      type: 'health',
      levels: excess('failed_tasks', 10, 'other'),
      message: '{value} tasks of {target} failed within an hour',
    },
    SERVICE_UNHEALTHY,
    // The numbers of the next two are ours; the seed only shows the values.
    {
      ...RULE,
      name: 'sms_balance_low',
      type: 'resource',
      levels: [{ severity: 'warning', when: 'twilio.balance_usd < 10' }],
      message: 'Twilio balance of {target} is {value} USD',
    },
    {
      ...RULE,
      name: 'sms_quota_low',
      type: 'resource',
      levels: [{ severity: 'warning', when: 'openai.rate_limit_remaining < 100' }],
      message: 'OpenAI takes only {value} more requests of {target}',
    },
  ],
  policy: { ...SCALE, name: 'sms-agent', factors: smsFactors },
};
