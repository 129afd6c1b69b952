import type { MetricDefinition } from '../model/metric.ts';
import { isFalse, truth } from './metric.ts';

const COUNTED = { unit: 'count', type: 'counter', category: 'logs', tags: ['log'] } as const;

/** What is counted in the logs of a target that are followed. */
export const LOG_METRICS: readonly MetricDefinition[] = [
  {
    ...COUNTED,
    name: 'log.lines',
    title: 'Lines of a log',
    explanation:
      'Lines that were read of a log since it is followed. When they stop, the application hangs or writes elsewhere; when they surge, /errors and /logs say what it writes.',
  },
  {
    ...COUNTED,
    name: 'log.errors',
    title: 'Errors in a log',
    explanation:
      'Entries of level error and worse since the log is followed. A bad release or a service that is away moves it; /errors groups them by what they say.',
  },
  {
    ...COUNTED,
    type: 'gauge',
    name: 'log.new_errors',
    title: 'New errors in a log',
    explanation:
      'Entries of level error and worse that the newest round found, however long ago the one before was: after an outage of the link all of them at once. /errors groups them by what they say.',
  },
  {
    ...COUNTED,
    name: 'log.warnings',
    title: 'Warnings in a log',
    explanation:
      'Entries of level warning since the log is followed. They often come before errors; /logs search shows them.',
  },
  {
    ...COUNTED,
    tags: ['log', 'name'],
    name: 'log.pattern',
    title: 'Findings of a pattern',
    explanation:
      'Entries in which a pattern of the configuration was found since the log is followed. What that means, whoever wrote the pattern knows.',
  },
  truth('log.readable', 'Log readable', {
    category: 'logs',
    tags: ['log'],
    bands: isFalse('warning'),
    explanation:
      'Whether the log is there and may be read. When it is not, compare its path with the host, and give the user read permission, e.g. by the group adm; for containers, access to the engine.',
  }),
];
