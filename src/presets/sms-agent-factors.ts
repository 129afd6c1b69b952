import type { FactorRule } from '../model/score.ts';

/** Unknown, and so without a cost, while there were no tasks. */
const SUCCESS = 'successful_tasks_last_hour / tasks_last_hour';

export const smsFactors: readonly FactorRule[] = [
  {
    name: 'db_down',
    label: 'Database is down',
    when: 'database.up == false',
    points: 30,
    kind: 'issue',
  },
  {
    name: 'openai_down',
    label: 'OpenAI is down',
    when: 'openai.up == false',
    points: 25,
    kind: 'issue',
  },
  {
    name: 'twilio_down',
    label: 'Twilio is down',
    when: 'twilio.up == false',
    points: 25,
    kind: 'issue',
  },
  {
    name: 'success_critical',
    label: 'Few tasks succeed',
    when: `${SUCCESS} < 0.8`,
    points: 20,
    kind: 'issue',
  },
  {
    name: 'redis_down',
    label: 'Redis is down',
    when: 'redis.up == false',
    points: 15,
    kind: 'issue',
  },
  {
    name: 'errors_high',
    label: 'Many errors',
    when: 'errors.percent > 5',
    points: 15,
    kind: 'issue',
  },
  {
    name: 'response_slow',
    label: 'Responses are slow',
    when: 'response.total_ms > 5000',
    points: 10,
    kind: 'issue',
  },
  {
    name: 'tasks_failing',
    label: 'Tasks fail',
    when: 'failed_tasks > 10',
    points: 10,
    kind: 'issue',
  },
  {
    name: 'success_warning',
    label: 'Some tasks do not succeed',
    when: `${SUCCESS} >= 0.8 and ${SUCCESS} < 0.95`,
    points: 10,
    kind: 'warning',
  },
  { name: 'cpu_high', label: 'CPU is busy', when: 'system.cpu > 80', points: 5, kind: 'warning' },
  {
    name: 'memory_high',
    label: 'Memory is filling up',
    when: 'system.memory > 85',
    points: 5,
    kind: 'warning',
  },
  {
    name: 'balance_low',
    label: 'Twilio balance is low',
    when: 'twilio.balance_usd < 10',
    points: 5,
    kind: 'warning',
  },
];
