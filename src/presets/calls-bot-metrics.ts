import type { MetricDefinition } from '../model/metric.ts';
import { bandsIn } from '../model/metric.ts';
import { health, truth } from './metric.ts';

const APPLICATION = { category: 'application' } as const;

/** What a calls bot says of itself, beside what its score needs. */
export const callsBotMetrics: readonly MetricDefinition[] = [
  {
    ...APPLICATION,
    name: 'calls.alerts_total',
    title: 'Alerts posted',
    unit: 'count',
    type: 'counter',
    explanation:
      'Alerts that the bot has posted since it began. It grows with what the feed brings; when it stands still, look at the feed and whether signals are enabled.',
  },
  {
    ...APPLICATION,
    name: 'calls.tracking_count',
    title: 'Tracked now',
    unit: 'count',
    explanation:
      'What the bot follows at this moment. New finds raise it and the end of tracking lowers it; at 0 nothing is followed.',
  },
  truth('feed.ok', 'Feed works', {
    explanation:
      'Whether the bot gets what it works on. When it does not, look at its log and at the source of the feed.',
  }),
  {
    ...health,
    name: 'feed.cycle_ms',
    title: 'Time of a feed cycle',
    unit: 'ms',
    explanation:
      'How long the newest pass over the feed took. The source and the network move it; when it grows, calls come late.',
  },
  {
    ...health,
    name: 'feed.cycles_total',
    title: 'Feed cycles',
    unit: 'count',
    type: 'counter',
    explanation:
      'Passes over the feed since the bot began. When it stands still the bot hangs: see its log and restart it.',
  },
  {
    ...health,
    name: 'db.rows',
    title: 'Rows of a table',
    unit: 'count',
    tags: ['table'],
    explanation:
      'Rows in a table of the bot’s database. It grows with its work; what only grows fills the disk one day.',
  },
  {
    ...health,
    name: 'db.size_bytes',
    title: 'Size of the database',
    unit: 'bytes',
    explanation:
      'Space that the bot’s database takes. It grows with its rows; delete old ones when the disk fills.',
  },
  {
    ...health,
    name: 'db.last_write_age',
    title: 'Age of the last write',
    unit: 'seconds',
    explanation:
      'Time since the database file was last written. When it grows while the bot should work, it finds nothing or cannot write.',
  },
  {
    ...health,
    name: 'errors.count',
    title: 'Errors',
    unit: 'count',
    tags: ['type'],
    bands: bandsIn([{ severity: 'warning', when: 'errors.count > 0' }], 'errors.count'),
    explanation:
      'Errors of each type of late, as the bot counts them; 0 when all is well. When there are some, its log says what they are; see the newest first.',
  },
];
