import type { MetricDefinition } from '../model/metric.ts';
import { health, truth } from './metric.ts';

const NAMED = { tags: ['name'] } as const;

/** What any application tells of itself: its checks, and the calls that the client wraps. */
export const toldMetrics: readonly MetricDefinition[] = [
  truth('check.up', 'Check passed', {
    ...NAMED,
    explanation:
      'Whether a check that an application makes by itself passed. When it did not, the alert has its own words; look at what it checks.',
  }),
  truth('check.degraded', 'Check degraded', {
    ...NAMED,
    bands: [{ level: 'warning', of: 'value', operator: '==', limit: true }],
    explanation:
      'Whether a check passed, but not as it should: slowly, or with a part missing. The alert has its own words; mend it before it fails.',
  }),
  {
    ...health,
    name: 'checks.down_percent',
    title: 'Checks that fail',
    unit: 'percent',
    explanation:
      'Share of the checks of a target that fail now. When many do at once, look for what they have in common: the network, a proxy, a database.',
  },
  {
    ...NAMED,
    name: 'heartbeat.last',
    title: 'Last heartbeat',
    unit: 'none',
    category: 'health',
    explanation:
      "When the newest heartbeat was sent, in seconds since 1970. A rule on age('heartbeat.last') tells when none came for too long; then look whether the application still runs.",
  },
  truth('probe.ok', 'Declared probe works', {
    ...NAMED,
    bands: [{ level: 'warning', of: 'value', operator: '==', limit: false }],
    explanation:
      'Whether a probe that the configuration declares gave an answer that can be read. When it does not, /targets says what is wrong with it; what it measures is unknown meanwhile.',
  }),
  {
    ...health,
    ...NAMED,
    name: 'check.latency_ms',
    title: 'Time of a check',
    unit: 'ms',
    type: 'histogram',
    explanation:
      'Time that a check of the application took. Load and the network move it; when it grows, what is checked is soon too slow for others.',
  },
  {
    ...health,
    tags: ['name', 'label', 'unit'],
    name: 'check.value',
    title: 'Value that a check read',
    unit: 'none',
    explanation:
      'What a check read beside its time, in the unit of what it read: of a script what it prints after its text, of processes their number and memory, of units and containers their restarts.',
  },
  {
    ...health,
    ...NAMED,
    name: 'check.tls_days_left',
    title: 'Days until a certificate ends',
    unit: 'none',
    bands: [
      { level: 'warning', of: 'value', operator: '<', limit: 14 },
      { level: 'critical', of: 'value', operator: '<', limit: 3 },
    ],
    explanation:
      'Whole days until the first certificate of the chain that a check saw ends, less than 0 afterwards. It grows only when somebody renews it; when that is done by itself, look why it was not.',
  },
  {
    ...health,
    ...NAMED,
    name: 'slo.budget_left',
    title: 'Error budget left',
    unit: 'percent',
    explanation:
      'What is left of the failures that the objective of a check allows over its window. Failures take from it, and it comes back as they grow older than the window; below 0 the objective is missed: make nothing riskier until then.',
  },
  {
    ...health,
    ...NAMED,
    name: 'slo.burn_1h',
    title: 'Error budget burnt, last hour',
    unit: 'none',
    bands: [{ level: 'critical', of: 'value', operator: '>', limit: 14.4 }],
    explanation:
      'How many times as fast as it lasts a check used up its error budget over the last hour and over the last five minutes, the lower of both. At 14.4 an hour takes 2 % of the budget of 30 days: look at what fails now.',
  },
  {
    ...health,
    ...NAMED,
    name: 'slo.burn_6h',
    title: 'Error budget burnt, last 6 hours',
    unit: 'none',
    bands: [{ level: 'warning', of: 'value', operator: '>', limit: 6 }],
    explanation:
      'How many times as fast as it lasts a check used up its error budget over the last six hours and over the last 30 minutes, the lower of both. At 6 that takes 5 % of the budget of 30 days: look for what fails again and again.',
  },
  {
    ...NAMED,
    name: 'call.duration_ms',
    title: 'Time of a call',
    unit: 'ms',
    type: 'histogram',
    category: 'application',
    explanation:
      'Time that a call wrapped by the client took, whether it failed or not; count() says how many there were. Compare its p95 with what is usual.',
  },
  {
    ...NAMED,
    name: 'call.failed',
    title: 'Call failed',
    unit: 'ratio',
    type: 'histogram',
    category: 'application',
    explanation:
      'For each call wrapped by the client 1 when it threw and 0 when not: avg() is the share that failed, sum() the number. The log of the application has the errors.',
  },
];
