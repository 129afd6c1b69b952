import type { MetricDefinition } from '../model/metric.ts';
import { bandsIn } from '../model/metric.ts';
import type { Rule } from '../model/rule.ts';
import { truth } from './metric.ts';
import { above, CRITICAL_RULE, excess } from './rule.ts';

/** What more than one kind of application reports. A rate per minute and a share are two metrics, never one. */
export const ERRORS_RATE: MetricDefinition = {
  name: 'errors.rate',
  title: 'Errors per minute',
  unit: 'count',
  category: 'application',
  isKey: true,
  bands: bandsIn([{ severity: 'warning', when: 'errors.rate > 5' }], 'errors.rate'),
  explanation:
    'Errors that the application counted per minute, however much it had to do. When it is high, the newest errors in its log say what fails.',
};
export const ERRORS_PERCENT: MetricDefinition = {
  name: 'errors.percent',
  title: 'Share of errors',
  unit: 'percent',
  category: 'application',
  isKey: true,
  bands: bandsIn(excess('errors.percent', 5, 'percent'), 'errors.percent'),
  explanation:
    'Share of all requests that ended in an error, 0 to 100. A bad release or a service that is down moves it; look for the commonest error first.',
};
export const RESPONSE: MetricDefinition = {
  name: 'response.total_ms',
  title: 'Response time',
  unit: 'ms',
  type: 'histogram',
  category: 'application',
  isKey: true,
  bands: bandsIn(
    [
      ...excess('response.total_ms', 5000, 'other'),
      ...above("avg('response.total_ms', '1h')", { warning: 2000, critical: 5000 }),
      ...above("p95('response.total_ms', '1h')", { warning: 3000, critical: 8000 }),
      ...above("p99('response.total_ms', '1h')", { warning: 5000, critical: 15000 }),
    ],
    'response.total_ms',
  ),
  explanation:
    'Time from a question to the whole answer. Load and the slowest service behind it move it; when it is high, see which of them is slow.',
};
export const API_UP: MetricDefinition = truth('api.up', 'API up', {
  isKey: true,
  explanation:
    'Whether the API answered when it was last asked. When it does not, look at its status page, the network and the credentials.',
});
export const DATABASE_UP: MetricDefinition = truth('database.up', 'Database up', {
  isKey: true,
  explanation:
    'Whether the database answered when it was last asked. When it does not, see that it runs, has disk space and takes connections.',
});
/** One series per `service`, without those that have a rule of their own. */
export const SERVICE_UP: MetricDefinition = truth('service.up', 'Service up', {
  tags: ['service'],
  isKey: true,
  explanation:
    'Whether a service behind the application is healthy. When one is not, its log says why; restart it if nothing else helps.',
});

export const SERVICE_UNHEALTHY: Rule = {
  ...CRITICAL_RULE,
  name: 'service_unhealthy',
  type: 'health',
  levels: [{ severity: 'critical', when: 'service.up == false' }],
  message: '{service} is unhealthy on {target}',
};
