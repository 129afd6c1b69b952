import type { MetricDefinition } from '../model/metric.ts';
import { bandsIn } from '../model/metric.ts';
import { DATABASE_UP, ERRORS_PERCENT, RESPONSE, SERVICE_UP } from './application.ts';
import { truth } from './metric.ts';
import { excess } from './rule.ts';

const TASKS = { category: 'application', unit: 'count' } as const;
const API = { category: 'api' } as const;

export const smsMetrics: readonly MetricDefinition[] = [
  DATABASE_UP,
  ERRORS_PERCENT,
  RESPONSE,
  SERVICE_UP,
  truth('redis.up', 'Redis up', {
    explanation:
      'Whether Redis answers. Without it tasks wait: see that it runs and has memory left.',
  }),
  truth('openai.up', 'OpenAI up', {
    isKey: true,
    explanation:
      'Whether OpenAI answers. Without it no message gets an answer: see its status page, the key and the quota.',
  }),
  truth('twilio.up', 'Twilio up', {
    isKey: true,
    explanation:
      'Whether Twilio answers. Without it no message comes or goes: see its status page, the credentials and the balance.',
  }),
  {
    ...TASKS,
    name: 'tasks_last_hour',
    title: 'Tasks of the last hour',
    isKey: true,
    explanation:
      'Tasks that people gave the agent within the last hour. Day and night move it; a sudden 0 by day means that messages do not arrive.',
  },
  {
    ...TASKS,
    name: 'successful_tasks_last_hour',
    title: 'Successful tasks of the hour',
    explanation:
      'Tasks of the last hour that were done. Compare with all tasks of the hour: the difference failed or still runs.',
  },
  {
    ...TASKS,
    name: 'failed_tasks',
    title: 'Failed tasks per hour',
    bands: bandsIn(excess('failed_tasks', 10, 'other'), 'failed_tasks'),
    explanation:
      'Tasks that failed within the last hour. A service that is down or an expired key makes them; the log names the error of each.',
  },
  {
    ...API,
    name: 'twilio.balance_usd',
    end: { at: 0, by: 'falling' },
    title: 'Twilio balance, USD',
    unit: 'none',
    bands: bandsIn(
      [{ severity: 'warning', when: 'twilio.balance_usd < 10' }],
      'twilio.balance_usd',
    ),
    explanation:
      'Money left at Twilio, in US dollars. Every message costs; at 0 none is sent: top it up.',
  },
  {
    ...API,
    name: 'openai.rate_limit_remaining',
    title: 'OpenAI requests left',
    unit: 'count',
    bands: bandsIn(
      [{ severity: 'warning', when: 'openai.rate_limit_remaining < 100' }],
      'openai.rate_limit_remaining',
    ),
    explanation:
      'Requests that OpenAI still takes before its rate limit is reached. It fills up again with time; when it is low, ask less often or raise the limit.',
  },
];
